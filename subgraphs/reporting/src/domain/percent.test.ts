import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentWithDecimals } from './percent.ts';

test('percentages have two decimals, half rounded away from zero', () => {
  assert.equal(percentWithDecimals(1n, 3n), 33.33);
  assert.equal(percentWithDecimals(2n, 3n), 66.67);
  assert.equal(percentWithDecimals(1n, 8n), 12.5);
  assert.equal(percentWithDecimals(1n, 20_000n), 0.01);
  assert.equal(percentWithDecimals(-1n, 20_000n), -0.01);
  assert.equal(percentWithDecimals(1n, 20_001n), 0);
  assert.equal(percentWithDecimals(300n, 100n), 300);
  assert.equal(percentWithDecimals(10n ** 18n, 3n * 10n ** 18n), 33.33);
});

test('there is no percentage of nothing, nor of less', () => {
  assert.equal(percentWithDecimals(5n, 0n), null);
  assert.equal(percentWithDecimals(5n, -5n), null);
});
