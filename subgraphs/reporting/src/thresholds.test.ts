import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDefaultThresholds } from './thresholds.ts';

test('the configured thresholds come out ascending', () => {
  assert.deepEqual(readDefaultThresholds({ default: [100, 50] }), [50, 100]);
  assert.ok(readDefaultThresholds().length > 0);
});

test('a file that breaks the rules stops the start', () => {
  for (const file of [{}, { default: [] }, { default: [0] }, { default: [80], other: 1 }, null]) {
    assert.throws(() => readDefaultThresholds(file), { name: /Zod/ });
  }
});
