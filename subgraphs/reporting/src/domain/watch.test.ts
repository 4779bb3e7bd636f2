import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Weekday } from '@outlay/calendar/calendar.ts';
import type { Budget } from './budget.ts';
import { periodsNotOver, type Spending, watchesOf } from './watch.ts';

const budget = (changed: Partial<Budget>): Budget => ({
  bookId: 'book',
  id: 'budget',
  name: 'Budget',
  categoryId: null,
  period: 'MONTH',
  limit: { minorUnits: 1000n, currency: 'EUR' },
  thresholds: [100],
  createdAt: new Date(0),
  archived: false,
  ...changed,
});

const spend = (changed: Partial<Spending>): Spending => ({
  bookId: 'book',
  date: '2026-03-10',
  kind: 'EXPENSE',
  currency: 'EUR',
  categoryId: 'food',
  minorUnits: 5n,
  ...changed,
});

const seen = (spending: Spending[], budgets: Budget[], first: Weekday = 1) =>
  watchesOf(spending, budgets, () => first).map(({ budget, period, movements }) => [
    budget.id,
    period.start,
    movements.map((one) => one.minorUnits),
  ]);

test('a budget watches its book, its currency and its category', () => {
  const food = budget({ id: 'food', categoryId: 'food' });
  const all = budget({ id: 'all' });
  const yen = budget({ id: 'yen', limit: { minorUnits: 1n, currency: 'JPY' } });
  const foreign = budget({ id: 'foreign', bookId: 'another' });
  const spending = [
    spend({}),
    spend({ categoryId: 'fun', minorUnits: 7n }),
    spend({ kind: 'INCOME', minorUnits: 9n }),
    spend({ currency: 'USD', minorUnits: 11n }),
  ];
  assert.deepEqual(seen(spending, [food, all, yen, foreign]), [
    ['food', '2026-03-01', [5n]],
    ['all', '2026-03-01', [5n, 7n]],
  ]);
});

test('each period that is touched is watched, with its movements in order', () => {
  const spending = [
    spend({ date: '2026-03-31', minorUnits: 1n }),
    spend({ date: '2026-04-01', minorUnits: 2n }),
    spend({ date: '2026-03-02', minorUnits: 3n }),
  ];
  assert.deepEqual(seen(spending, [budget({})]), [
    ['budget', '2026-03-01', [1n, 3n]],
    ['budget', '2026-04-01', [2n]],
  ]);
});

test('weeks start on the book’s first day', () => {
  // 2026-03-10 is a Tuesday.
  const starts = [1, 2, 3, 4, 5, 6, 7].map(
    (first) => seen([spend({})], [budget({ period: 'WEEK' })], first as Weekday)[0]?.[1],
  );
  assert.deepEqual(starts, [
    '2026-03-09',
    '2026-03-10',
    '2026-03-04',
    '2026-03-05',
    '2026-03-06',
    '2026-03-07',
    '2026-03-08',
  ]);
});

test('a change of the budget decides the period around today and later ones with spending', () => {
  const later = ['2026-03-31', '2026-05-02', '2026-05-03'];
  assert.deepEqual(
    periodsNotOver(budget({}), '2026-03-10', later, 1).map((period) => period.start),
    ['2026-03-01', '2026-05-01'],
  );
});
