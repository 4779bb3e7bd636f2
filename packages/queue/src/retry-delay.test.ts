import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryDelayMs, retryDelaysMs } from './retry-delay.ts';

const rules = { attempts: 6, baseMs: 1_000, capMs: 5_000 };

test('pauses double up to the cap', () => {
  const longest = [1, 2, 3, 4, 5].map((attempt) => retryDelayMs(rules, attempt, 0.99));
  assert.deepEqual(longest, [1_000, 2_000, 4_000, 5_000, 5_000]);
});

test('half of a pause is chance', () => {
  const pauses = [0, 0.5, 0.999].map((chance) => retryDelayMs(rules, 2, chance));
  assert.deepEqual(pauses, [1_000, 1_500, 2_000]);
});

test('many tries do not overflow', () => {
  assert.equal(retryDelayMs({ ...rules, attempts: 5_000 }, 4_000, 0.99), 5_000);
});

test('all pauses are known beforehand, and are few', () => {
  assert.deepEqual(
    retryDelaysMs(rules),
    [500, 750, 1_000, 1_500, 2_000, 2_500, 3_000, 3_750, 4_000, 5_000],
  );
  assert.deepEqual(retryDelaysMs({ ...rules, attempts: 1 }), [500, 750, 1_000]);
});
