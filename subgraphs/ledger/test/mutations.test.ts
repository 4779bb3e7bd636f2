import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { type Harness, newKey, startHarness } from './harness.ts';
import { accountsOf, categoriesOf, categoryId, complaint, mutate, succeed } from './operations.ts';

let ledger: Harness;
let viewer: Viewer;
before(async () => {
  ledger = await startHarness();
});
after(() => ledger[Symbol.asyncDispose]());

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const nobody = '00000000-0000-7000-8000-000000000000';

test('income raises the account, and its category is found by the description', async () => {
  viewer = await ledger.signUp();
  const { transaction } = await succeed(ledger, viewer, 'addIncome', {
    amount: eur('2500.00'),
    description: 'Salary March',
    date: '2026-03-31',
  });
  assert.equal(transaction.kind, 'INCOME');
  assert.equal(transaction.category.code, 'salary');
  assert.equal(transaction.account.balance.amount, '2500.00');
});

test('a refund lowers the spending of its category', async () => {
  viewer = await ledger.signUp();
  const clothing = await categoryId(ledger, viewer, 'clothing');
  const { transaction } = await succeed(ledger, viewer, 'addRefund', {
    amount: eur('19.99'),
    categoryId: clothing,
    description: 'Shoes sent back',
  });
  assert.equal(transaction.kind, 'REFUND');
  const [cash, spent] = transaction.postings;
  assert.equal(cash.amount.amount, '19.99');
  assert.deepEqual(spent, { accountId: clothing, amount: { amount: '-19.99' } });
  const salary = await categoryId(ledger, viewer, 'salary');
  const wrong = await mutate(ledger, viewer, 'addRefund', {
    amount: eur('1'),
    categoryId: salary,
  });
  assert.match(complaint(wrong), /^categoryId must be a category for spending/);
});

test('a transfer moves money between two accounts in one currency', async () => {
  viewer = await ledger.signUp();
  const accounts = await accountsOf(ledger, viewer);
  const [bank, cash] = ['Bank account', 'Cash'].map(
    (name) => accounts.find((account) => account.name === name).id,
  );
  const input = { amount: eur('40'), fromAccountId: bank, toAccountId: cash };
  const { transaction } = await succeed(ledger, viewer, 'addTransfer', input);
  assert.equal(transaction.kind, 'TRANSFER');
  assert.equal(transaction.category, null);
  assert.equal(transaction.account.balance.amount, '-40.00');
  assert.equal(transaction.toAccount.balance.amount, '40.00');

  const dollars = await succeed(ledger, viewer, 'openAccount', {
    name: 'Dollars',
    type: 'ASSET',
    currency: 'USD',
  });
  const problem = async (changed: object) =>
    complaint(await mutate(ledger, viewer, 'addTransfer', { ...input, ...changed }));
  assert.match(await problem({ toAccountId: bank }), /^toAccountId must be another account/);
  assert.match(
    await problem({ toAccountId: dollars.account.id }),
    /^toAccountId must be kept in EUR/,
  );
  assert.match(
    await problem({ amount: { amount: '40', currency: 'USD' } }),
    /^amount.currency must/,
  );
  const missing = await mutate(ledger, viewer, 'addTransfer', { ...input, toAccountId: nobody });
  assert.deepEqual([missing.__typename, missing.id], ['NotFound', nobody]);
});

test('an expense says what is wrong with it', async () => {
  viewer = await ledger.signUp();
  const problem = async (input: object) =>
    complaint(await mutate(ledger, viewer, 'addExpense', { amount: eur('1'), ...input }));
  assert.match(await problem({ amount: eur('0') }), /^amount.amount must be more than nothing/);
  assert.match(await problem({ amount: eur('-1') }), /^amount.amount must be more than nothing/);
  assert.match(await problem({ amount: eur('1.234') }), /^amount.amount has more decimals/);
  assert.match(await problem({ amount: eur('99999999999999999') }), /^amount.amount is too large/);
  assert.match(
    await problem({ amount: { amount: '1', currency: 'JPY' } }),
    /^accountId is needed.*JPY/,
  );
  assert.match(await problem({ date: '1899-12-31' }), /^date must be from 1900/);
  assert.match(await problem({ date: '2201-01-01' }), /^date must be from 1900/);
  assert.match(
    await problem({ description: 'x'.repeat(501) }),
    /^description must have at most 500/,
  );
  assert.match(await problem({ description: 'a\u0000b' }), /^description must be one line/);
  assert.match(await problem({ description: 'a\ud800b' }), /^description must be one line/);
  assert.match(await problem({ idempotencyKey: 'short' }), /^idempotencyKey must have at least 8/);
  const salary = await categoryId(ledger, viewer, 'salary');
  assert.match(
    await problem({ categoryId: salary }),
    /^categoryId must be a category for spending/,
  );
  for (const id of [nobody, 'not an id', '', salary]) {
    const result = await mutate(ledger, viewer, 'addExpense', { amount: eur('1'), accountId: id });
    assert.deepEqual([result.__typename, result.id], ['NotFound', id]);
  }
  const { sql } = ledger;
  const [count] =
    await sql`SELECT count(*)::int FROM transactions WHERE book_id = ${viewer.bookId}`;
  assert.equal(count?.['count'], 0, 'nothing was posted by any of these');
});

test('without a date it is today in the time zone of the profile', async () => {
  const behind = await ledger.signUp({ timeZone: 'Pacific/Pago_Pago' });
  const ahead = await ledger.signUp({ timeZone: 'Pacific/Kiritimati' });
  const dates = await Promise.all(
    [behind, ahead].map(async (who) => {
      const result = await succeed(ledger, who, 'addExpense', { amount: { amount: '1' } });
      return Date.parse(result.transaction.date);
    }),
  );
  assert.ok((dates[1] ?? 0) > (dates[0] ?? 0), 'the two zones are 25 hours apart');
});

test('editing reverses the old expense and puts a new one in its place', async () => {
  viewer = await ledger.signUp();
  const old = await succeed(ledger, viewer, 'addExpense', {
    amount: eur('10'),
    description: 'Lunch',
    date: '2026-01-10',
  });
  const { id } = old.transaction;
  const edited = await succeed(ledger, viewer, 'editExpense', { id, amount: { amount: '12.5' } });
  const { transaction, reversal, position } = edited;
  assert.equal(position, transaction.position, 'the position is that of the replacement');
  assert.deepEqual(
    [transaction.amount.amount, transaction.description, transaction.date, transaction.status],
    ['12.50', 'Lunch', '2026-01-10', 'POSTED'],
  );
  assert.deepEqual([transaction.replaces.id, transaction.category.code], [id, 'eating-out']);
  assert.deepEqual([reversal.reverses.id, reversal.status], [id, 'REVERSAL']);
  assert.equal(transaction.account.balance.amount, '-12.50');
  const query =
    'query ($id: ID!) { transaction(id: $id) { status reversedBy { id } replacedBy { id } } }';
  assert.deepEqual((await ledger.ask(viewer, query, { id })).transaction, {
    status: 'REVERSED',
    reversedBy: { id: reversal.id },
    replacedBy: { id: transaction.id },
  });

  const again = await mutate(ledger, viewer, 'editExpense', { id, description: 'Supper' });
  assert.equal(again.__typename, 'AlreadyReversed');
  assert.equal(again.transaction.replacedBy.id, transaction.id);
  assert.match(again.message, /corrected before.* Change the one that replaced it\.$/);
  const removedToo = await mutate(ledger, viewer, 'removeExpense', { id });
  assert.equal(removedToo.__typename, 'AlreadyReversed');
  const nothing = await mutate(ledger, viewer, 'editExpense', { id: transaction.id });
  assert.match(complaint(nothing), /needs something to change/);
  const ofReversal = await mutate(ledger, viewer, 'removeExpense', { id: reversal.id });
  assert.match(complaint(ofReversal), /^id is itself a reversal/);
});

test('removing posts a reversal, once only, also from an account that was closed meanwhile', async () => {
  viewer = await ledger.signUp();
  const { transaction } = await succeed(ledger, viewer, 'addExpense', { amount: eur('3') });
  const closed = { id: transaction.account.id, archived: true };
  await succeed(ledger, viewer, 'updateAccount', closed);
  const input = { id: transaction.id, idempotencyKey: newKey() };
  const removed = await succeed(ledger, viewer, 'removeExpense', input);
  assert.equal(removed.reversal.reverses.id, transaction.id);
  assert.equal(removed.reversal.account.balance.amount, '0.00');
  assert.equal(removed.reversal.date, transaction.date);
  assert.deepEqual(await mutate(ledger, viewer, 'removeExpense', input), removed, 'the same again');
  const twice = await mutate(ledger, viewer, 'removeTransaction', { id: transaction.id });
  assert.equal(twice.__typename, 'AlreadyReversed');
  assert.match(twice.message, /removed before.* Record it anew/);
  for (const id of [nobody, 'nonsense']) {
    const result = await mutate(ledger, viewer, 'removeExpense', { id });
    assert.equal(result.__typename, 'NotFound');
  }
  const income = await succeed(ledger, viewer, 'addIncome', { amount: eur('5') });
  const wrongKind = await mutate(ledger, viewer, 'removeExpense', { id: income.transaction.id });
  assert.equal(wrongKind.__typename, 'NotFound');
  await succeed(ledger, viewer, 'removeTransaction', { id: income.transaction.id });
});

test('an account opens with what it holds, and closes', async () => {
  viewer = await ledger.signUp();
  const opening = { name: ' Visa ', type: 'LIABILITY', openingBalance: '-250.75' };
  const input = { ...opening, idempotencyKey: newKey() };
  const { account } = await succeed(ledger, viewer, 'openAccount', input);
  assert.deepEqual(
    { ...account, id: null },
    {
      id: null,
      name: 'Visa',
      type: 'LIABILITY',
      currency: 'EUR',
      archived: false,
      balance: { amount: '-250.75', currency: 'EUR' },
    },
  );
  const again = await succeed(ledger, viewer, 'openAccount', input);
  assert.deepEqual(again.account, account, 'the same request opens nothing new');
  const other = await mutate(ledger, viewer, 'openAccount', { ...input, name: 'Amex' });
  assert.equal(other.__typename, 'IdempotencyConflict');

  const problem = async (changed: object) =>
    complaint(await mutate(ledger, viewer, 'openAccount', { ...opening, ...changed }));
  assert.match(await problem({ name: 'visa' }), /^name is taken/);
  assert.match(await problem({ name: 'CASH', type: 'ASSET' }), /^name is taken/);
  assert.match(await problem({ name: '  ' }), /^name must not be empty/);
  assert.match(
    await problem({ name: 'Yen', currency: 'JPY', openingBalance: '1.5' }),
    /^openingBalance/,
  );

  const renamed = { id: account.id, name: 'Visa Gold', archived: true };
  const updated = await succeed(ledger, viewer, 'updateAccount', renamed);
  assert.deepEqual([updated.account.name, updated.account.archived], ['Visa Gold', true]);
  const closed = await mutate(ledger, viewer, 'addExpense', {
    amount: eur('1'),
    accountId: account.id,
  });
  assert.match(complaint(closed), /^accountId is archived: Visa Gold/);
  const taken = await mutate(ledger, viewer, 'updateAccount', { id: account.id, name: 'Cash' });
  assert.match(complaint(taken), /^name is taken/);
  const { accounts } = await ledger.ask(viewer, '{ accounts { name } }');
  assert.deepEqual(
    accounts.map(({ name }: { name: string }) => name),
    ['Bank account', 'Cash'],
  );
  const groceries = await categoryId(ledger, viewer, 'groceries');
  for (const id of [nobody, 'nonsense', groceries]) {
    const result = await mutate(ledger, viewer, 'updateAccount', { id, name: 'Mine' });
    assert.equal(result.__typename, 'NotFound');
  }
});

test('categories are added, renamed and closed, and each change is an event', async () => {
  viewer = await ledger.signUp();
  const fresh = { name: 'Chess', kind: 'EXPENSE', icon: '♟' };
  const { category } = await succeed(ledger, viewer, 'addCategory', fresh);
  assert.deepEqual({ ...category, id: null }, { ...fresh, id: null, code: null, archived: false });
  const taken = await mutate(ledger, viewer, 'addCategory', { ...fresh, name: 'chess' });
  assert.match(complaint(taken), /^name is taken/);
  await succeed(ledger, viewer, 'addCategory', { ...fresh, kind: 'INCOME' });
  const { id } = category;
  const updated = await succeed(ledger, viewer, 'updateCategory', {
    id,
    name: 'Go',
    archived: true,
  });
  assert.deepEqual([updated.category.name, updated.category.icon], ['Go', '♟']);
  const told = await eventually(async () => {
    const events = (await ledger.events()).map(({ data }) => data as Record<string, unknown>);
    const ofIt = events.filter((data) => data['categoryId'] === id);
    return ofIt.length === 2 ? ofIt : null;
  });
  assert.deepEqual(
    told.map(({ name, archived }) => [name, archived]),
    [
      ['Chess', false],
      ['Go', true],
    ],
  );
  const closed = await mutate(ledger, viewer, 'addExpense', { amount: eur('1'), categoryId: id });
  assert.match(complaint(closed), /^categoryId is archived: Go/);
  const cash = (await accountsOf(ledger, viewer))[0].id;
  for (const wrong of [nobody, 'nonsense', cash]) {
    const result = await mutate(ledger, viewer, 'updateCategory', { id: wrong, name: 'Mine' });
    assert.equal(result.__typename, 'NotFound');
  }
  const all = await categoriesOf(ledger, viewer);
  const shown = (await ledger.ask(viewer, '{ categories(kind: EXPENSE) { kind } }')).categories;
  assert.equal(shown.length, all.filter((one) => one.kind === 'EXPENSE' && !one.archived).length);
});

test('a category that is closed is never suggested; without the one for the rest, it must be named', async () => {
  viewer = await ledger.signUp();
  const [eatingOut, other] = [
    await categoryId(ledger, viewer, 'eating-out'),
    await categoryId(ledger, viewer, 'other'),
  ];
  await succeed(ledger, viewer, 'updateCategory', { id: eatingOut, archived: true });
  const lunch = { amount: eur('9'), description: 'Lunch' };
  const first = await succeed(ledger, viewer, 'addExpense', lunch);
  assert.equal(first.transaction.category.code, 'other');
  await succeed(ledger, viewer, 'updateCategory', { id: other, archived: true });
  const second = await mutate(ledger, viewer, 'addExpense', lunch);
  assert.match(complaint(second), /^categoryId is needed/);
});
