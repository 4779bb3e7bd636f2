import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Budget, levelOf, statusOf } from './budget.ts';

const period = { kind: 'MONTH', start: '2026-03-01', end: '2026-03-31' } as const;
const budget: Budget = {
  bookId: 'book',
  id: 'budget',
  name: 'Budget',
  categoryId: null,
  period: 'MONTH',
  limit: { minorUnits: 1000n, currency: 'EUR' },
  thresholds: [50, 80],
  createdAt: new Date(0),
  archived: false,
};

const standing = (spent: bigint, changed: Partial<Budget> = {}) => {
  const { state, percent, remaining } = statusOf({ ...budget, ...changed }, period, spent);
  return [state, percent, remaining.minorUnits];
};

test('how a budget stands follows from its thresholds and its limit', () => {
  assert.deepEqual(standing(499n), ['ON_TRACK', 49, 501n]);
  assert.deepEqual(standing(500n), ['ALMOST_SPENT', 50, 500n]);
  assert.deepEqual(standing(999n), ['ALMOST_SPENT', 99, 1n]);
  assert.deepEqual(standing(1000n), ['OVERSPENT', 100, 0n]);
  assert.deepEqual(standing(-10n), ['ON_TRACK', -1, 1010n]);
});

test('a percentage beyond GraphQL’s Int is shown as the largest that it holds', () => {
  const tiny = { limit: { minorUnits: 1n, currency: 'EUR' } };
  assert.deepEqual(standing(10n ** 15n, tiny)[1], 2 ** 31 - 1);
  assert.deepEqual(standing(-(10n ** 15n), tiny)[1], -(2 ** 31));
});

test('from the whole limit on a threshold means overspent', () => {
  assert.deepEqual([99, 100, 150].map(levelOf), ['ALMOST_SPENT', 'OVERSPENT', 'OVERSPENT']);
});
