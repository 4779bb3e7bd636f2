import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitUntil } from './wait-until.ts';

test('gives what comes in the end, and asks no more then', async () => {
  let asked = 0;
  const found = await waitUntil(async () => ((asked += 1) === 4 ? 'here' : null), 60_000);
  assert.deepEqual([found, asked], ['here', 4]);
});

test('false and 0 are answers', async () => {
  assert.equal(await waitUntil(async () => false, 60_000), false);
  assert.equal(await waitUntil(async () => 0, 60_000), 0);
});

test('gives null when it never comes, having asked at least once and once more at the end', async () => {
  let asked = 0;
  const never = async () => {
    asked += 1;
    return null;
  };
  assert.equal(await waitUntil(never, 0), null);
  assert.equal(asked, 1);
  assert.equal(await waitUntil(never, 10), null);
  assert.ok(asked >= 3, `asked ${asked} times`);
});

test('what the check throws is not waited out', async () => {
  await assert.rejects(
    waitUntil(() => Promise.reject(new Error('no database')), 60_000),
    /no database/,
  );
});
