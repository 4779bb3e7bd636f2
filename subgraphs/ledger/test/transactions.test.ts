import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { type Random, withSeed } from '@outlay/testkit/seeded.ts';
import { graphql } from 'graphql';
import postgres from 'postgres';
import { createLoaders } from '../src/graphql/loaders.ts';
import { openCharts } from '../src/store/charts.ts';
import { type Data, type Harness, startHarness } from './harness.ts';
import { accountsOf, succeed } from './operations.ts';

let ledger: Harness;
let viewer: Viewer;
/** Everything in the book as the API showed it when it was posted, with what became of it. */
let all: Data[];
before(async () => {
  ledger = await startHarness();
  viewer = await ledger.signUp();
  all = await fill();
});
after(() => ledger[Symbol.asyncDispose]());

const descriptions = [
  'Lunch at Müller',
  'lunch box',
  'Bus ticket',
  'Mulled wine',
  'Rent',
  'バス 東京',
];

async function fill(): Promise<Data[]> {
  const usd = { name: 'Dollars', type: 'ASSET', currency: 'USD' };
  const yen = { name: 'Yen', type: 'ASSET', currency: 'JPY' };
  await succeed(ledger, viewer, 'openAccount', usd);
  await succeed(ledger, viewer, 'openAccount', yen);
  const accounts = await accountsOf(ledger, viewer);
  const [cash, bank] = ['Cash', 'Bank account'].map(
    (name) => accounts.find((account) => account.name === name).id,
  );
  await withSeed(async (random) => {
    await Promise.all(
      Array.from({ length: 60 }, async () => {
        const currency = random.pick(['EUR', 'EUR', 'USD', 'JPY']);
        const amount = { amount: String(random.integer(1, 40)), currency };
        // Few dates, so that many rows share one.
        const date = `2026-03-0${random.integer(1, 5)}`;
        const input = { amount, date, description: random.pick(descriptions) };
        const name = random.pick(['addExpense', 'addExpense', 'addIncome'] as const);
        await succeed(ledger, viewer, name, input);
      }),
    );
    for (let count = 0; count < 4; count += 1) {
      const date = `2026-03-0${random.integer(1, 5)}`;
      const amount = { amount: '15.50' };
      const input = {
        amount,
        date,
        fromAccountId: cash,
        toAccountId: bank,
        description: 'Savings',
      };
      await succeed(ledger, viewer, 'addTransfer', input);
    }
  });
  const listed = (await page({ first: 100, filter: {} })).nodes;
  const expenses = listed.filter(({ kind }: Data) => kind === 'EXPENSE');
  await succeed(ledger, viewer, 'removeExpense', { id: expenses[0].id });
  await succeed(ledger, viewer, 'editExpense', { id: expenses[1].id, description: 'Corrected' });
  const { sql } = ledger;
  const rows = await sql`SELECT id FROM transactions WHERE book_id = ${viewer.bookId}`;
  const query = `query ($id: ID!) { transaction(id: $id) ${node} }`;
  return Promise.all(
    rows.map(async ({ id }) => (await ledger.ask(viewer, query, { id })).transaction),
  );
}

const node = `{ id kind status date description position amount { amount currency }
  account { id } toAccount { id } category { id } }`;

async function page(variables: object): Promise<Data> {
  const query = `query (
    $first: Int, $last: Int, $after: Cursor, $before: Cursor, $filter: TransactionFilter
  ) {
    transactions(first: $first, last: $last, after: $after, before: $before, filter: $filter) {
      nodes ${node} edges { cursor node { id } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`;
  return (await ledger.ask(viewer, query, variables)).transactions;
}

const positionOf = ({ position }: Data): number =>
  Number(Buffer.from(position, 'base64url').toString().slice(2));

/** The list as anybody would write it down. */
function naively(keep: (row: Data) => boolean): string[] {
  return all
    .filter(keep)
    .toSorted((a, b) =>
      a.date === b.date ? positionOf(b) - positionOf(a) : a.date < b.date ? 1 : -1,
    )
    .map(({ id }) => id);
}

const counts = ({ status }: Data): boolean => status === 'POSTED';

/** A filter, and what it means. */
function anyFilter(random: Random): [object, (row: Data) => boolean] {
  const row = random.pick(all);
  const day = `2026-03-0${random.integer(1, 5)}`;
  const amount = random.integer(1, 40);
  return random.pick<[object, (row: Data) => boolean]>([
    [{}, () => true],
    [{ from: day }, ({ date }) => date >= day],
    [{ to: day }, ({ date }) => date <= day],
    [{ from: day, to: day }, ({ date }) => date === day],
    [{ kinds: ['INCOME', 'TRANSFER'] }, ({ kind }) => ['INCOME', 'TRANSFER'].includes(kind)],
    [{ currency: 'USD' }, (one) => one.amount.currency === 'USD'],
    [{ minAmount: `${amount}.001` }, (one) => Number(one.amount.amount) > amount],
    [{ maxAmount: `${amount}.999` }, (one) => Math.floor(Number(one.amount.amount)) <= amount],
    [
      { accountIds: [row.account.id] },
      ({ account, toAccount }) => [account.id, toAccount?.id].includes(row.account.id),
    ],
    [
      { categoryIds: [row.category?.id ?? 'x'] },
      ({ category }) => category !== null && category.id === row.category?.id,
    ],
    [{ search: 'LUN' }, ({ description }) => /lunch/i.test(description)],
    [{ search: 'mul' }, ({ description }) => /mül|mul/i.test(description)],
    [{ search: 'mull lunch' }, ({ description }) => description === 'Lunch at Müller'],
    [{ search: 'バス' }, ({ description }) => description.startsWith('バス')],
    [{ search: random.pick(['%_\'":*&|!', '🍕', '%']) }, () => false],
    [{ search: random.pick(['', ' \t']) }, () => true],
    [{ search: '% lunch 🍕' }, ({ description }) => /lunch/i.test(description)],
    [{ search: 'nowhere' }, () => false],
    [{ categoryIds: [] }, () => false],
  ]);
}

test('pages in both directions are the list, whatever the filter', () =>
  withSeed(async (random) => {
    for (let round = 0; round < 40; round += 1) {
      const [filter, keep] = anyFilter(random);
      const includeReversed = random.chance(0.5);
      const expected = naively((row) => (includeReversed || counts(row)) && keep(row));
      const size = random.integer(1, 30);
      const forward = random.chance(0.5);
      const seen: string[] = [];
      let cursor: string | null = null;
      for (;;) {
        const place: object = forward
          ? { first: size, after: cursor }
          : { last: size, before: cursor };
        const { nodes, edges, pageInfo } = await page({
          ...place,
          filter: { ...filter, includeReversed },
        });
        const ids = nodes.map(({ id }: Data) => id);
        assert.deepEqual(
          edges.map((edge: Data) => edge.node.id),
          ids,
        );
        if (forward) seen.push(...ids);
        else seen.unshift(...ids);
        const from = forward ? seen.length - ids.length : expected.length - seen.length;
        if (ids.length > 0) {
          assert.equal(pageInfo.hasPreviousPage, from > 0, JSON.stringify({ filter, place }));
          assert.equal(pageInfo.hasNextPage, from + ids.length < expected.length);
          assert.equal(pageInfo.startCursor, edges[0].cursor);
        }
        if (!(forward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) break;
        cursor = forward ? pageInfo.endCursor : pageInfo.startCursor;
      }
      assert.deepEqual(seen, expected, JSON.stringify({ filter, includeReversed, size, forward }));
    }
  }));

test('between two cursors', async () => {
  const { edges } = await page({ first: 100 });
  const [after, before] = [edges[3].cursor, edges[9].cursor];
  const { nodes } = await page({ first: 50, after, before });
  assert.deepEqual(
    nodes.map(({ id }: Data) => id),
    edges.slice(4, 9).map((edge: Data) => edge.node.id),
  );
});

test('counts out of bounds, both ends at once and foreign cursors are refused', async () => {
  const query =
    'query ($first: Int, $last: Int, $after: Cursor) { transactions(first: $first, last: $last, after: $after) { nodes { id } } }';
  const wrong = [
    { first: 0 },
    { first: 101 },
    { last: -1 },
    { first: 1, last: 1 },
    { after: 'bm9uc2Vuc2U' },
    { after: Buffer.from('["transactions","2026-13-45x","1"]').toString('base64url') },
    { after: Buffer.from('["transactions","2026-13-45","1"]').toString('base64url') },
    { after: Buffer.from('["change","1"]').toString('base64url') },
  ];
  for (const variables of wrong) {
    const { errors } = await ledger.execute(viewer, query, variables);
    assert.equal(errors?.[0]?.extensions['code'], 'BAD_USER_INPUT', JSON.stringify(variables));
  }
});

test('a page of rows and all that hangs on them takes a few queries, not one per row', async () => {
  const queries: string[] = [];
  const sql = postgres(ledger.databaseUrl, {
    max: 2,
    types: { bigint: postgres.BigInt },
    debug: (_connection, text) => queries.push(text),
  });
  const loaders = createLoaders(sql, viewer.bookId);
  const contextValue = { viewer, loaders, ledger: { sql, charts: openCharts(sql) } };
  const result = await graphql({
    schema: ledger.subgraph.schema,
    contextValue,
    source: `{ transactions(first: 50, filter: { includeReversed: true }) {
      nodes {
        account { name balance { amount } } toAccount { name } category { name }
        postings { accountId } status reverses { id account { name } } reversedBy { id }
        replacedBy { id } replaces { id }
      }
      pageInfo { hasNextPage hasPreviousPage }
    } }`,
  });
  await sql.end();
  assert.equal((result.data as Data)?.transactions.nodes.length, 50, JSON.stringify(result.errors));
  // The chart, the page, what is before it; then a query per kind of row, twice where rows hang on rows.
  const own = queries.filter((text) => /FROM (books|transactions|accounts|postings)/.test(text));
  assert.ok(own.length <= 10, `${own.length} queries`);
});
