import assert from 'node:assert/strict';
import test from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';

test('tries until the check is content, and returns what it returned', async () => {
  let tries = 0;
  const result = await eventually(() => {
    tries += 1;
    if (tries === 1) throw new Error('not yet');
    return tries === 3 ? 'there' : undefined;
  });
  assert.equal(result, 'there');
  assert.equal(tries, 3);
});

test("gives up with the check's own error, or with what it last returned", async () => {
  await assert.rejects(
    eventually(() => assert.equal(1, 2, 'one is not two'), { timeoutMs: 1 }),
    /one is not two/,
  );
  await assert.rejects(
    eventually(() => 0, { timeoutMs: 1 }),
    /still 0 after 1 ms/,
  );
});
