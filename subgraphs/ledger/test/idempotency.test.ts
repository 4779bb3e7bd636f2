import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Data, type Harness, newKey, startHarness } from './harness.ts';
import { accountsOf, complaint, mutate, succeed } from './operations.ts';

let ledger: Harness;
before(async () => {
  ledger = await startHarness();
});
after(() => ledger[Symbol.asyncDispose]());

test('fifty requests under one key over two processes store one', async () => {
  const other = await ledger.another();
  const viewer = await ledger.signUp();
  const input = { amount: { amount: '7' }, description: 'Once', idempotencyKey: newKey() };
  const processes = [ledger.subgraph, other];
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      succeed(ledger, viewer, 'addExpense', input, processes[index % 2]),
    ),
  );
  const ids = new Set(answers.map(({ transaction, position }) => `${transaction.id} ${position}`));
  assert.equal(ids.size, 1);
  const { sql } = ledger;
  const rows = await sql`SELECT id FROM transactions WHERE book_id = ${viewer.bookId}`;
  assert.equal(rows.length, 1);
  const cash = (await accountsOf(ledger, viewer)).find(({ name }) => name === 'Cash');
  assert.equal(cash.balance.amount, '-7.00');
});

test('removals of one expense over two processes reverse it once', async () => {
  const other = await ledger.another();
  const viewer = await ledger.signUp();
  const { transaction } = await succeed(ledger, viewer, 'addExpense', { amount: { amount: '7' } });
  const answers: Data[] = await Promise.all(
    Array.from({ length: 30 }, (_, index) => {
      const on = [ledger.subgraph, other][index % 2];
      return mutate(ledger, viewer, 'removeExpense', { id: transaction.id }, on);
    }),
  );
  const names = answers.map(({ __typename }) => __typename);
  assert.equal(names.filter((name) => name === 'RemoveTransactionSuccess').length, 1);
  assert.equal(names.filter((name) => name === 'AlreadyReversed').length, 29);
});

test('different requests under one key at once: one is stored, the others conflict', async () => {
  const other = await ledger.another();
  const viewer = await ledger.signUp();
  const idempotencyKey = newKey();
  const answers: Data[] = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const input = { amount: { amount: String(index + 1) }, idempotencyKey };
      return mutate(ledger, viewer, 'addExpense', input, [ledger.subgraph, other][index % 2]);
    }),
  );
  const names = answers.map(({ __typename }) => __typename);
  assert.equal(names.filter((name) => name === 'AddExpenseSuccess').length, 1);
  assert.equal(names.filter((name) => name === 'IdempotencyConflict').length, 19);
});

test('one key belongs to one mutation', async () => {
  const viewer = await ledger.signUp();
  const idempotencyKey = newKey();
  const amount = { amount: '7' };
  await succeed(ledger, viewer, 'addExpense', { amount, idempotencyKey });
  const income = await mutate(ledger, viewer, 'addIncome', { amount, idempotencyKey });
  assert.equal(income.__typename, 'IdempotencyConflict');
  const account = { name: 'Other', type: 'ASSET', idempotencyKey };
  const opened = await mutate(ledger, viewer, 'openAccount', account);
  assert.equal(opened.__typename, 'IdempotencyConflict');

  const opening = { name: 'Other', type: 'ASSET', idempotencyKey: newKey() };
  await succeed(ledger, viewer, 'openAccount', opening);
  const late = { amount, idempotencyKey: opening.idempotencyKey };
  const expense = await mutate(ledger, viewer, 'addExpense', late);
  assert.equal(expense.__typename, 'IdempotencyConflict');
});

test('keys of two books have nothing to do with each other', async () => {
  const [ada, bob] = [await ledger.signUp(), await ledger.signUp()];
  const input = { amount: { amount: '7' }, idempotencyKey: newKey() };
  const first = await succeed(ledger, ada, 'addExpense', input);
  const second = await succeed(ledger, bob, 'addExpense', input);
  assert.notEqual(first.transaction.id, second.transaction.id);
});

test('a request is answered the same when it would be refused by now', async () => {
  const viewer = await ledger.signUp();
  const cash = (await accountsOf(ledger, viewer)).find(({ name }) => name === 'Cash');
  const input = { amount: { amount: '7' }, accountId: cash.id, idempotencyKey: newKey() };
  const first = await succeed(ledger, viewer, 'addExpense', input);
  await succeed(ledger, viewer, 'updateAccount', { id: cash.id, archived: true });
  const again = await succeed(ledger, viewer, 'addExpense', input);
  assert.equal(again.transaction.id, first.transaction.id);
  const fresh = await mutate(ledger, viewer, 'addExpense', { ...input, idempotencyKey: newKey() });
  assert.match(complaint(fresh), /^accountId is archived/);
});

test('a refused request may be sent again under its key', async () => {
  const viewer = await ledger.signUp();
  const input = { amount: { amount: '7', currency: 'USD' }, idempotencyKey: newKey() };
  const refused = await mutate(ledger, viewer, 'addExpense', input);
  assert.match(complaint(refused), /^accountId is needed/);
  await succeed(ledger, viewer, 'openAccount', { name: 'USD', type: 'ASSET', currency: 'USD' });
  await succeed(ledger, viewer, 'addExpense', input);
});

test('what one process changes, another knows when it posts', async () => {
  const other = await ledger.another();
  const viewer = await ledger.signUp();
  const input = { amount: { amount: '7' } };
  // Both have the chart in memory now.
  await succeed(ledger, viewer, 'addExpense', input);
  await succeed(ledger, viewer, 'addExpense', input, other);
  const account = { name: 'New', type: 'ASSET' };
  const { account: fresh } = await succeed(ledger, viewer, 'openAccount', account);
  await succeed(ledger, viewer, 'addExpense', { ...input, accountId: fresh.id }, other);
  await succeed(ledger, viewer, 'updateAccount', { id: fresh.id, archived: true });
  const closed = { ...input, accountId: fresh.id };
  const refused = await mutate(ledger, viewer, 'addExpense', closed, other);
  assert.match(complaint(refused), /^accountId is archived/);
});
