import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { type Data, type Harness, startHarness } from './harness.ts';
import { accountsOf, categoryId, mutate, type MutationName, succeed } from './operations.ts';

/** Ada has a book with something in it; Bob knows all of its ids and must not get anywhere. */

let ledger: Harness;
let ada: Viewer;
let bob: Viewer;
let ids: { book: string; account: string; category: string; transaction: string };
before(async () => {
  ledger = await startHarness();
  [ada, bob] = [await ledger.signUp(), await ledger.signUp()];
  const { transaction } = await succeed(ledger, ada, 'addExpense', {
    amount: { amount: '5' },
    description: 'Secret',
  });
  ids = {
    book: ada.bookId,
    account: transaction.account.id,
    category: transaction.category.id,
    transaction: transaction.id,
  };
});
after(() => ledger[Symbol.asyncDispose]());

const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Book { id } ... on Account { id } ... on Category { id } ... on Transaction { id }
  }
}`;

const representations = () => [
  { __typename: 'Book', id: ids.book },
  { __typename: 'Account', id: ids.account },
  { __typename: 'Category', id: ids.category },
  { __typename: 'Transaction', id: ids.transaction },
];

test('entities of another book are null', async () => {
  const mine = await ledger.ask(ada, entities, { representations: representations() });
  assert.deepEqual(
    mine._entities,
    representations().map(({ id }) => ({ id })),
  );
  const others = await ledger.ask(bob, entities, { representations: representations() });
  assert.deepEqual(others._entities, [null, null, null, null]);
});

test('an id that is none, or of another type, is null', async () => {
  const wrong = ['Account', 'Category', 'Transaction', 'Book'].flatMap((__typename) => [
    { __typename, id: 'x' },
    { __typename, id: "'; DROP TABLE books" },
    { __typename, id: ids.book.replace(/^./, (first) => (first === 'f' ? 'e' : 'f')) },
  ]);
  const swapped = [
    { __typename: 'Account', id: ids.category },
    { __typename: 'Category', id: ids.account },
  ];
  const variables = { representations: [...wrong, ...swapped] };
  const { _entities: found } = await ledger.ask(ada, entities, variables);
  assert.deepEqual(
    found,
    variables.representations.map(() => null),
  );
});

test('without a viewer there is nothing at all', async () => {
  const queries = [
    '{ book { id } }',
    '{ accounts { id } }',
    '{ categories { id } }',
    '{ transactions { nodes { id } } }',
    '{ statementImports { id } }',
    `{ transaction(id: "${ids.transaction}") { id } }`,
  ];
  for (const query of queries) {
    const { data, errors } = await ledger.execute(null, query);
    assert.equal(errors?.[0]?.extensions['code'], 'UNAUTHENTICATED', query);
    assert.equal(Object.values(data ?? {})[0] ?? null, null);
  }
  for (const representation of representations()) {
    const variables = { representations: [representation] };
    const { errors } = await ledger.execute(null, entities, variables);
    assert.equal(errors?.[0]?.extensions['code'], 'UNAUTHENTICATED', representation.__typename);
  }
  const { errors } = await ledger.execute(
    null,
    'mutation { addExpense(input: { amount: { amount: "1" }, idempotencyKey: "12345678" }) { __typename } }',
  );
  assert.equal(errors?.[0]?.extensions['code'], 'UNAUTHENTICATED');
});

test('queries show the viewer’s own', async () => {
  const query = `query ($id: ID!, $filter: TransactionFilter) {
    book { id position } accounts { id } categories { id }
    transaction(id: $id) { id } transactions(filter: $filter) { nodes { id } }
  }`;
  const filters = [
    {},
    { search: 'secret' },
    { accountIds: [ids.account] },
    { categoryIds: [ids.category] },
  ];
  for (const filter of filters) {
    const variables = { id: ids.transaction, filter };
    const mine = await ledger.ask(ada, query, variables);
    assert.equal(mine.transactions.nodes.length, 1);
    const others = await ledger.ask(bob, query, variables);
    assert.equal(others.book.id, bob.bookId);
    assert.equal(others.transaction, null);
    assert.deepEqual(others.transactions.nodes, []);
    const shared = (name: string) => {
      const known = new Set(mine[name].map((row: Data) => row.id));
      return others[name].filter((row: Data) => known.has(row.id));
    };
    assert.deepEqual([...shared('accounts'), ...shared('categories')], []);
  }
});

test('no mutation touches what is another’s', async () => {
  const amount = { amount: '1' };
  const [own] = await accountsOf(ledger, bob);
  const ownCategory = await categoryId(ledger, bob, 'other');
  const attempts: [MutationName, object, string][] = [
    ['addExpense', { amount, accountId: ids.account }, ids.account],
    ['addExpense', { amount, categoryId: ids.category }, ids.category],
    ['addIncome', { amount, accountId: ids.account }, ids.account],
    ['addRefund', { amount, categoryId: ids.category }, ids.category],
    ['addRefund', { amount, categoryId: ownCategory, accountId: ids.account }, ids.account],
    ['addTransfer', { amount, fromAccountId: ids.account, toAccountId: own.id }, ids.account],
    ['addTransfer', { amount, fromAccountId: own.id, toAccountId: ids.account }, ids.account],
    ['editExpense', { id: ids.transaction, amount }, ids.transaction],
    ['removeExpense', { id: ids.transaction }, ids.transaction],
    ['removeTransaction', { id: ids.transaction }, ids.transaction],
    ['updateAccount', { id: ids.account, name: 'Bob’s' }, ids.account],
    ['updateCategory', { id: ids.category, name: 'Bob’s' }, ids.category],
  ];
  const before = await ledger.sql`SELECT count(*) FROM transactions`;
  for (const [name, input, id] of attempts) {
    const result = await mutate(ledger, bob, name, input);
    assert.deepEqual([result.__typename, result.id], ['NotFound', id], name);
  }
  assert.deepEqual([...(await ledger.sql`SELECT count(*) FROM transactions`)], [...before]);
});
