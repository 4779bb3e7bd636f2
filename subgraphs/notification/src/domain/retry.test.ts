import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryDelayMs } from './retry.ts';

const rules = { attempts: 6, retryBaseMs: 1_000, retryCapMs: 5_000 };

test('pauses double up to the cap, and there is none after the last try', () => {
  const longest = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelayMs(rules, attempt, 1));
  assert.deepEqual(longest, [1_000, 2_000, 4_000, 5_000, 5_000, null]);
});

test('half of a pause is chance', () => {
  assert.equal(retryDelayMs(rules, 2, 0), 1_000);
  assert.equal(retryDelayMs(rules, 2, 0.5), 1_500);
});

test('many tries do not overflow', () => {
  assert.equal(retryDelayMs({ ...rules, attempts: 5_000 }, 4_000, 1), 5_000);
});
