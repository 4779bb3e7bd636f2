import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountType, ChartAccount } from './chart.ts';
import { expense, income, opening, refund, reversalOf, transfer, type Entry } from './entry.ts';

const accountOf = (id: string, type: AccountType, currency: string | null = null) => ({
  id,
  type,
  name: id,
  currency,
  code: null,
  icon: null,
  archived: false,
  createdAt: new Date(0),
});
const cash = accountOf('cash', 'ASSET', 'EUR') as ChartAccount & { currency: string };
const bank = accountOf('bank', 'ASSET', 'EUR');
const food = accountOf('food', 'EXPENSE');
const salary = accountOf('salary', 'INCOME');
const equity = accountOf('equity', 'EQUITY');

const heading = { id: 'new', date: '2026-03-01', description: 'x', recordedAt: new Date(0) };
const sum = { amount: 100n, currency: 'EUR' };
const legsOf = ({ legs }: Entry) => legs.map(({ accountId, amount }) => [accountId, amount]);

test('money out is a credit of the account, money in a debit', () => {
  const of = { account: cash, category: food };
  assert.deepEqual(legsOf(expense(heading, sum, of)), [
    ['food', 100n],
    ['cash', -100n],
  ]);
  assert.deepEqual(legsOf(refund(heading, sum, of)), [
    ['cash', 100n],
    ['food', -100n],
  ]);
  assert.deepEqual(legsOf(income(heading, sum, { account: cash, category: salary })), [
    ['cash', 100n],
    ['salary', -100n],
  ]);
  const moved = transfer(heading, sum, { from: cash, to: bank });
  assert.deepEqual(legsOf(moved), [
    ['bank', 100n],
    ['cash', -100n],
  ]);
  assert.deepEqual([moved.accountId, moved.toAccountId, moved.categoryId], ['cash', 'bank', null]);
});

test('an account opens with what it holds, or owes', () => {
  const held = opening(heading, 100n, { account: cash, equity });
  const owed = opening(heading, -100n, { account: cash, equity });
  const inCash = (entry: Entry) => entry.legs.find(({ accountId }) => accountId === 'cash')?.amount;
  assert.deepEqual([inCash(held), inCash(owed)], [100n, -100n]);
  assert.deepEqual([held.amount, owed.amount], [100n, 100n]);
});

test('a reversal takes back every leg where the original took effect', () => {
  const original = expense({ ...heading, importId: 'import' }, sum, {
    account: cash,
    category: food,
  });
  const reversal = reversalOf(original, 'back', new Date(1));
  assert.deepEqual(legsOf(reversal), [
    ['food', -100n],
    ['cash', 100n],
  ]);
  const { id, reverses, replaces, importId, date, amount, kind } = reversal;
  assert.deepEqual(
    [id, reverses, replaces, importId, date, amount, kind],
    ['back', 'new', null, null, '2026-03-01', 100n, 'EXPENSE'],
  );
});
