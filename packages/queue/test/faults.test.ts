import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '@outlay/testkit/engines/engine.ts';
import { startRabbitmq } from '@outlay/testkit/engines/rabbitmq.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { NotEnqueuedError } from '../src/errors.ts';
import {
  type Adapter,
  enqueueSurely,
  greet,
  greetings,
  ids,
  openSeveral,
  postgresAdapter,
  rules,
  withoutRabbitmq,
} from './fixtures.ts';

/**
 * RabbitMQ 3.10 notes the name of a new quorum queue in a file that it writes twice a second. Killed before
 * that it forgets the queue's log, and the queue takes nothing until it is restarted once more.
 */
const registeredMs = 1_000;

let broker: Engine;

/** A RabbitMQ of this file's own, to be killed. */
const ownRabbitmq: Adapter = {
  name: 'rabbitmq',
  async open() {
    const opened = await openSeveral(broker.url);
    return {
      ...opened,
      async outage() {
        await delay(registeredMs);
        await broker.kill();
        return broker.start;
      },
      [Symbol.asyncDispose]: opened.stop,
    };
  },
};

/** Broker and machine may be slow to come back. */
const patiently = { timeoutMs: 120_000 };

for (const { adapter, skip } of [
  { adapter: postgresAdapter, skip: false },
  { adapter: ownRabbitmq, skip: withoutRabbitmq },
]) {
  describe(`a queue on ${adapter.name}, when things fail`, { skip }, () => {
    if (adapter === ownRabbitmq) {
      before(async () => void (broker = await startRabbitmq()));
      after(() => broker.discard());
    }

    test('the job of a worker that is killed comes again within seconds', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      await opened.queue.enqueue(contract, [greet('one')]);
      await killWorkerInTheMiddle(opened.url, contract.queue);
      const attempts: number[] = [];
      opened.queue.work(contract, rules, async ({ attempt }) => void attempts.push(attempt));
      await eventually(() => attempts.length > 0, { timeoutMs: 30_000 });
      assert.deepEqual(attempts, [2]);
    });

    test('a job that takes its worker down each time does not come for ever', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      await opened.queue.enqueue(contract, [greet('one')]);
      for (let death = 0; death < rules.retry.attempts; death += 1) {
        await killWorkerInTheMiddle(opened.url, contract.queue);
      }
      const seen: string[] = [];
      opened.queue.work(contract, rules, async ({ id }) => void seen.push(id));
      const letter = await eventually(
        async () => (await opened.queue.deadLetters(contract, 10))[0],
        { timeoutMs: 30_000 },
      );
      assert.deepEqual([letter.id, letter.reason], ['one', 'The last try never came back']);
      assert.deepEqual(seen, []);
    });

    test('what was acknowledged outlives the broker, and workers go on by themselves', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const seen = new Set<string>();
      const worker = opened.queue.work(contract, rules, async ({ id }) => void seen.add(id));
      await opened.queue.enqueue(contract, ids(20).map(greet));
      await eventually(() => seen.size === 20);
      await worker.stop();
      await opened.queue.enqueue(contract, ids(50).map(greet));
      opened.queue.work(contract, rules, async ({ id }) => void seen.add(id));
      await (
        await opened.outage()
      )();
      await eventually(() => seen.size === 50, patiently);
    });

    test('nothing is lost when the broker dies again and again under producers and workers', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      const done = new Set<string>();
      const patient = { ...rules, retry: { ...rules.retry, attempts: 50 } };
      for (const queue of [opened.queue, await opened.again()]) {
        queue.work(contract, patient, async ({ id, attempt }) => {
          await delay(2);
          if (attempt === 1 && id.endsWith('7')) throw new Error('not yet');
          done.add(id);
        });
      }
      const produced: string[] = [];
      const enough = new AbortController();
      const producing = (async () => {
        while (!enough.signal.aborted) {
          const batch = Array.from({ length: 5 }, (_, index) => `job ${produced.length + index}`);
          await enqueueSurely(opened.queue, contract, batch.map(greet));
          produced.push(...batch);
          await delay(10);
        }
      })();
      for (let outage = 0; outage < 3; outage += 1) {
        const before = done.size;
        await eventually(() => done.size > before + 20, patiently);
        await (
          await opened.outage()
        )();
      }
      enough.abort();
      await producing;
      await eventually(() => done.size === produced.length, patiently);
      await eventually(async () => (await opened.queue.depth(contract)).waiting === 0, patiently);
      assert.equal((await opened.queue.depth(contract)).dead, 0);
    });

    test('while the broker is away, nothing is said to be kept; workers wait, and stop when told', async () => {
      await using opened = await adapter.open();
      const contract = greetings();
      await opened.queue.enqueue(contract, [greet('one')]);
      const over = await opened.outage();
      await assert.rejects(opened.queue.enqueue(contract, [greet('two')]), NotEnqueuedError);
      const seen = new Set<string>();
      const worker = opened.queue.work(contract, rules, async ({ id }) => void seen.add(id));
      await worker.stop();
      opened.queue.work(contract, rules, async ({ id }) => void seen.add(id));
      await assert.rejects(opened.queue.depth(contract));
      assert.deepEqual([...seen], []);
      await over();
      await enqueueSurely(opened.queue, contract, [greet('two')]);
      await eventually(() => seen.size === 2, patiently);
    });
  });
}

/** Lets a worker in a process of its own take the one job, and kills it there. */
async function killWorkerInTheMiddle(url: string, queue: string): Promise<void> {
  const path = new URL('worker-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [path, url, queue], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      assert.equal(line, 'one');
      break;
    }
  } finally {
    child.kill('SIGKILL');
  }
  await ended;
}
