import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { adapters, greet, greetings, hourlyRetry, ids, patientRetry, rules } from './fixtures.ts';

/** What it takes to wait for something that is away for a day. */
for (const adapter of adapters) {
  describe(`patience on ${adapter.name}`, () => {
    test('a job may fail in all of its many tries but the last', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const { attempts } = patientRetry;
      const seen: number[] = [];
      opened.queue.work(contract, { ...rules, retry: patientRetry }, async ({ attempt }) => {
        seen.push(attempt);
        if (attempt < attempts) throw new Error('not yet');
      });
      await opened.queue.enqueue(contract, [greet('one')]);
      await eventually(() => seen.length === attempts);
      assert.deepEqual(
        seen,
        Array.from({ length: attempts }, (_, index) => index + 1),
      );
      assert.equal((await opened.queue.deadLetters(contract, 1)).length, 0);
    });

    test('a job may pause for an hour, and holds up no other', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const seen: string[] = [];
      const patient = { ...rules, concurrency: 1, retry: hourlyRetry };
      opened.queue.work(contract, patient, async ({ id }) => {
        seen.push(id);
        if (id === 'job 1') throw new Error('not yet');
      });
      await opened.queue.enqueue(contract, ids(3).map(greet));
      await eventually(() => seen.length === 3);
      await opened.queue.enqueue(contract, [greet('job 4')]);
      await eventually(() => seen.length === 4);
      assert.deepEqual(seen.toSorted(), ids(4));
      await eventually(async () => (await opened.queue.depth(contract)).waiting === 0);
      assert.equal((await opened.queue.deadLetters(contract, 1)).length, 0);
    });
  });
}
