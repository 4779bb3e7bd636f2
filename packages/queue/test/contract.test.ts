import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { z } from 'zod';
import { defineJob } from '../src/contract.ts';
import { JobContractError, PermanentJobError } from '../src/errors.ts';
import type { DeadLetter, Depth, Job, Queue } from '../src/port.ts';
import {
  adapters,
  greet,
  type Greeting,
  greetings,
  type Greetings,
  ids,
  rules,
  slowRetry,
} from './fixtures.ts';

/** A handler that keeps what it is given, and then does as told. */
function collector(handle: (job: Job<Greeting>) => unknown = () => undefined) {
  const jobs: Job<Greeting>[] = [];
  return {
    jobs,
    handler: async (job: Job<Greeting>) => {
      jobs.push(job);
      await handle(job);
    },
    /** How often each id came. */
    counts: () => Object.groupBy(jobs, ({ id }) => id),
    ids: () => jobs.map(({ id }) => id).sort(),
  };
}

/** Waits until there are so many dead letters, and gives them. */
function letters(queue: Queue, contract: Greetings, count: number): Promise<DeadLetter[]> {
  return eventually(async () => {
    const found = await queue.deadLetters(contract, 10);
    return found.length === count ? found : null;
  });
}

/** A broker may count a moment late. */
async function hasDepth(queue: Queue, contract: Greetings, expected: Depth): Promise<void> {
  await eventually(async () => {
    assert.deepEqual(await queue.depth(contract), expected);
    return true;
  });
}

for (const adapter of adapters) {
  describe(`a queue on ${adapter.name}`, () => {
    test('gives a job to a worker as it was put in', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const body = { name: 'Café \u0000 "q" \\ 💶', more: [1, null, { deep: true }] };
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const { jobs, handler } = collector();
      opened.queue.work(contract, rules, handler);
      await opened.queue.enqueue(contract, [{ id: 'one', body, traceparent }]);
      await eventually(() => jobs.length > 0);
      const [job] = jobs;
      assert.deepEqual(
        [job?.id, job?.body, job?.traceparent, job?.attempt],
        ['one', body, traceparent, 1],
      );
    });

    test('keeps jobs until a worker comes, and does each once', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      await opened.queue.enqueue(contract, ids(300).map(greet));
      await hasDepth(opened.queue, contract, { waiting: 300, dead: 0 });
      const { jobs, handler, ids: seen } = collector();
      opened.queue.work(contract, rules, handler);
      await eventually(() => jobs.length === 300);
      assert.deepEqual(seen(), ids(300).sort());
      await hasDepth(opened.queue, contract, { waiting: 0, dead: 0 });
    });

    test('has as many jobs in hand as a worker wants, and no more', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      let inHand = 0;
      let most = 0;
      const { jobs, handler } = collector(async () => {
        most = Math.max(most, (inHand += 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
        inHand -= 1;
      });
      await opened.queue.enqueue(contract, ids(40).map(greet));
      opened.queue.work(contract, { ...rules, concurrency: 3 }, handler);
      await eventually(() => jobs.length === 40);
      assert.equal(most, 3);
    });

    test('a slow job holds up none of the others', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const mayEnd = Promise.withResolvers<void>();
      const { jobs, handler } = collector(({ id }) => (id === 'job 1' ? mayEnd.promise : null));
      await opened.queue.enqueue(contract, ids(100).map(greet));
      opened.queue.work(contract, { ...rules, concurrency: 2, timeoutMs: 60_000 }, handler);
      await eventually(() => jobs.length === 100);
      mayEnd.resolve();
    });

    test('two workers share the jobs, and each is with one of them', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const shares: string[][] = [[], []];
      for (const [index, queue] of [opened.queue, await opened.again()].entries()) {
        queue.work(contract, { ...rules, concurrency: 1 }, async ({ id }) => {
          shares[index]?.push(id);
          // Until both have some, none may hurry.
          await eventually(() => shares.every((share) => share.length > 0));
        });
      }
      await opened.queue.enqueue(contract, ids(50).map(greet));
      await eventually(() => shares.flat().length === 50);
      assert.deepEqual(shares.flat().sort(), ids(50).sort());
    });

    test('a job that fails comes again, later and later', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const at: number[] = [];
      const { jobs, handler } = collector(({ attempt }) => {
        at.push(performance.now());
        if (attempt < 4) throw new Error('not yet');
      });
      opened.queue.work(contract, { ...rules, retry: slowRetry }, handler);
      await opened.queue.enqueue(contract, [greet('one')]);
      await eventually(() => jobs.length === 4);
      assert.deepEqual(
        jobs.map(({ attempt }) => attempt),
        [1, 2, 3, 4],
      );
      const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
      // At least the half of 100, 200 and 400 ms; a broker's clock may be a little off.
      const tooShort = pauses.filter((pause, index) => pause < 50 * 2 ** index - 5);
      assert.deepEqual(tooShort, []);
    });

    test('a job that always fails becomes a dead letter and holds up no other', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const { jobs, handler, counts } = collector(({ id }) => {
        if (id === 'job 2') throw new Error('no luck');
      });
      opened.queue.work(contract, { ...rules, concurrency: 1 }, handler);
      await opened.queue.enqueue(contract, ids(10).map(greet));
      const [letter] = await letters(opened.queue, contract, 1);
      assert.deepEqual(
        [letter?.id, letter?.body, letter?.attempts, letter?.reason],
        ['job 2', greet('job 2').body, 3, 'no luck'],
      );
      assert.ok(letter && Math.abs(Date.now() - letter.diedAt.getTime()) < 60_000);
      assert.equal(jobs.length, 9 + 3);
      assert.equal(counts()['job 2']?.length, 3);
      await hasDepth(opened.queue, contract, { waiting: 0, dead: 1 });
    });

    test('a job that no try will help is not tried again', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const { jobs, handler } = collector(() => {
        throw new PermanentJobError('never');
      });
      opened.queue.work(contract, rules, handler);
      await opened.queue.enqueue(contract, [greet('one')]);
      const [letter] = await letters(opened.queue, contract, 1);
      assert.deepEqual([jobs.length, letter?.attempts, letter?.reason], [1, 1, 'never']);
    });

    test('a body that breaks the contract is refused, and nothing is put in', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const jobs = [greet('good'), { id: 'bad', body: { name: 7 } as unknown as Greeting }];
      await assert.rejects(opened.queue.enqueue(contract, jobs), JobContractError);
      assert.deepEqual(await opened.queue.depth(contract), { waiting: 0, dead: 0 });
    });

    test('a poisonous body becomes a dead letter unseen by the handler, and holds up no other', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const anything = defineJob(contract.queue, z.unknown());
      await opened.queue.enqueue(anything, [
        { id: 'bad', body: { nome: 'hunter2' } },
        greet('good'),
      ]);
      const { jobs, handler, ids: seen } = collector();
      opened.queue.work(contract, { ...rules, concurrency: 1 }, handler);
      await eventually(() => jobs.length > 0);
      const [letter] = await letters(opened.queue, contract, 1);
      assert.deepEqual(seen(), ['good']);
      assert.deepEqual([letter?.id, letter?.body], ['bad', { nome: 'hunter2' }]);
      assert.match(letter?.reason ?? '', /breaks the contract of .*: name \(invalid_type\)/);
      assert.doesNotMatch(letter?.reason ?? '', /hunter2/);
    });

    test('a postponed job comes again, and has lost no try', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const attempts: number[] = [];
      opened.queue.work(contract, rules, async ({ attempt }) => {
        attempts.push(attempt);
        return attempts.length < 5 ? { postponeMs: 10 } : undefined;
      });
      await opened.queue.enqueue(contract, [greet('one')]);
      await eventually(() => attempts.length === 5);
      assert.deepEqual(attempts, [1, 1, 1, 1, 1]);
    });

    test('a try that takes too long is told so and has failed', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const reasons: unknown[] = [];
      const { jobs, handler } = collector(async ({ attempt, signal }) => {
        if (attempt > 1) return;
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        reasons.push((signal.reason as { code?: unknown }).code);
      });
      opened.queue.work(contract, { ...rules, timeoutMs: 50 }, handler);
      await opened.queue.enqueue(contract, [greet('one')]);
      await eventually(() => jobs.length === 2);
      assert.deepEqual(reasons, ['JOB_TIMEOUT']);
    });

    test('stop waits for the jobs in hand and takes none after it; others get what is left', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const happened: string[] = [];
      const begun = Promise.withResolvers<void>();
      const mayEnd = Promise.withResolvers<void>();
      await opened.queue.enqueue(contract, ids(5).map(greet));
      const worker = opened.queue.work(contract, { ...rules, concurrency: 1 }, async () => {
        happened.push('begin');
        begun.resolve();
        await mayEnd.promise;
        happened.push('end');
      });
      await begun.promise;
      const stopped = worker.stop().then(() => happened.push('stopped'));
      await new Promise(setImmediate);
      mayEnd.resolve();
      await stopped;
      assert.deepEqual(happened, ['begin', 'end', 'stopped']);

      const { jobs, handler } = collector();
      (await opened.again()).work(contract, rules, handler);
      await eventually(() => jobs.length === 4);
      assert.deepEqual(happened, ['begin', 'end', 'stopped']);
    });

    test('dead letters are listed up to a limit and replayed one by one', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      let broken = true;
      const { jobs, handler } = collector(() => {
        if (broken) throw new PermanentJobError('broken');
      });
      opened.queue.work(contract, rules, handler);
      await opened.queue.enqueue(contract, ids(3).map(greet));
      await hasDepth(opened.queue, contract, { waiting: 0, dead: 3 });
      assert.equal((await opened.queue.deadLetters(contract, 2)).length, 2);

      broken = false;
      assert.equal(await opened.queue.replayDeadLetter(contract, 'nobody'), false);
      assert.equal(await opened.queue.replayDeadLetter(contract, 'job 2'), true);
      const again = await eventually(() => jobs[3]);
      assert.deepEqual([again.id, again.attempt, again.body], ['job 2', 1, greet('job 2').body]);
      const left = await letters(opened.queue, contract, 2);
      assert.deepEqual(left.map(({ id }) => id).sort(), ['job 1', 'job 3']);
      assert.equal(await opened.queue.replayDeadLetter(contract, 'job 2'), false);
    });

    test('a job put in twice comes twice, also as a dead letter that is replayed as one', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      let broken = true;
      const { jobs, handler, counts } = collector(() => {
        if (broken) throw new PermanentJobError('broken');
      });
      opened.queue.work(contract, rules, handler);
      await opened.queue.enqueue(contract, [greet('one'), greet('one')]);
      await hasDepth(opened.queue, contract, { waiting: 0, dead: 2 });
      broken = false;
      assert.equal(await opened.queue.replayDeadLetter(contract, 'one'), true);
      await eventually(() => jobs.length === 3);
      assert.deepEqual(Object.keys(counts()), ['one']);
      await hasDepth(opened.queue, contract, { waiting: 0, dead: 0 });
    });
  });
}
