import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { type Harness, newKey, startHarness } from './harness.ts';

let ledger: Harness;
before(async () => {
  ledger = await startHarness();
});
after(() => ledger[Symbol.asyncDispose]());

const addExpense = `mutation ($input: AddExpenseInput!) {
  addExpense(input: $input) {
    __typename
    ... on AddExpenseSuccess {
      position
      transaction {
        id kind status date description amount { amount minorUnits currency } position
        account { name currency balance { amount } } toAccount { id } category { name code }
        postings { accountId amount { amount } }
        reverses { id } reversedBy { id } replaces { id } replacedBy { id }
      }
    }
    ... on InvalidInput { fields { path message } }
    ... on NotFound { id }
    ... on IdempotencyConflict { idempotencyKey }
  }
}`;

test('the first expense of somebody who has just signed up', async () => {
  const viewer = await ledger.signUp();
  const input = {
    amount: { amount: '12.50' },
    description: '  Coffee & cake ',
    date: '2026-03-01',
    idempotencyKey: newKey(),
  };
  const { addExpense: result } = await ledger.ask(viewer, addExpense, { input });

  assert.equal(result.__typename, 'AddExpenseSuccess');
  const { transaction } = result;
  assert.deepEqual(
    { ...transaction, id: null, postings: null, position: null },
    {
      id: null,
      kind: 'EXPENSE',
      status: 'POSTED',
      date: '2026-03-01',
      description: 'Coffee & cake',
      amount: { amount: '12.50', minorUnits: '1250', currency: 'EUR' },
      position: null,
      account: { name: 'Cash', currency: 'EUR', balance: { amount: '-12.50' } },
      toAccount: null,
      category: { name: 'Eating out', code: 'eating-out' },
      postings: null,
      reverses: null,
      reversedBy: null,
      replaces: null,
      replacedBy: null,
    },
  );
  assert.deepEqual(
    transaction.postings.map((posting: { amount: unknown }) => posting.amount),
    [{ amount: '12.50' }, { amount: '-12.50' }],
  );

  const again = await ledger.ask(viewer, addExpense, { input });
  assert.deepEqual(again.addExpense, result);
  const other = { ...input, description: 'Tea' };
  const conflict = await ledger.ask(viewer, addExpense, { input: other });
  assert.equal(conflict.addExpense.__typename, 'IdempotencyConflict');

  const event = await eventually(async () =>
    (await ledger.events()).find(({ type }) => type === 'ledger.transaction-posted'),
  );
  assert.equal(event.key, viewer.bookId);
  assert.equal(
    Buffer.from(result.position, 'base64url').toString(),
    `p:${event.sequence}`,
    'the position is the sequence of the event',
  );
});
