import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Engine } from '@outlay/testkit/engines/engine.ts';
import { startRabbitmq } from '@outlay/testkit/engines/rabbitmq.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { Connection } from 'rabbitmq-client';
import { NotEnqueuedError, QueueRefusedError } from '../src/errors.ts';
import { openQueue } from '../src/open.ts';
import {
  enqueueSurely,
  greet,
  greetings,
  logger,
  openSeveral,
  rules,
  withoutRabbitmq,
} from './fixtures.ts';

describe('what is special about rabbitmq', { skip: withoutRabbitmq }, () => {
  let broker: Engine;
  let stranger: Connection;

  before(async () => {
    broker = await startRabbitmq();
    stranger = new Connection(broker.url);
    stranger.on('error', () => undefined);
  });
  after(async () => {
    await stranger.close();
    await broker.discard();
  });

  const open = async () => {
    const opened = await openSeveral(broker.url);
    return { ...opened, [Symbol.asyncDispose]: opened.stop };
  };

  test('a message that somebody else put in becomes a dead letter that can be replayed', async () => {
    await using opened = await open();
    const contract = greetings();
    const seen: string[] = [];
    const worker = opened.queue.work(contract, rules, async ({ id }) => void seen.push(id));
    await opened.queue.enqueue(contract, [greet('before')]);
    const publisher = stranger.createPublisher({ confirm: true });
    const to = { routingKey: contract.queue, durable: true };
    await publisher.send({ ...to, contentType: 'application/json' }, Buffer.from('{"name": "ha'));
    await publisher.send(to, { name: 'without an id' });
    await publisher.close();
    await opened.queue.enqueue(contract, [greet('after')]);
    await eventually(() => seen.length === 2);
    const letters = await eventually(async () => {
      const found = await opened.queue.deadLetters(contract, 10);
      return found.length === 2 ? found : null;
    });
    assert.deepEqual(
      letters.map(({ body }) => body),
      ['{"name": "ha', { name: 'without an id' }],
    );
    assert.ok(letters.every(({ reason }) => reason === 'It has no id'));
    assert.equal(await opened.queue.replayDeadLetter(contract, letters[1]?.id ?? ''), true);
    await eventually(() => seen.length === 3);
    await worker.stop();
  });

  test('a queue that is deleted is an error for who puts in, and is made again', async () => {
    await using opened = await open();
    const contract = greetings();
    await opened.queue.enqueue(contract, [greet('lost with it')]);
    await stranger.queueDelete(contract.queue);
    await assert.rejects(opened.queue.enqueue(contract, [greet('one')]), NotEnqueuedError);
    const seen: string[] = [];
    opened.queue.work(contract, rules, async ({ id }) => void seen.push(id));
    await enqueueSurely(opened.queue, contract, [greet('one')]);
    await eventually(() => seen.length === 1);
    await stranger.queueDelete(contract.queue);
    await enqueueSurely(opened.queue, contract, [greet('two')]);
    await eventually(() => seen.length === 2);
  });

  test('a broker that hangs keeps nobody waiting for ever, and is used again when it is well', async () => {
    await using opened = await open();
    const contract = greetings();
    const seen: string[] = [];
    opened.queue.work(contract, rules, async ({ id }) => void seen.push(id));
    await opened.queue.enqueue(contract, [greet('one')]);
    broker.pause();
    try {
      await assert.rejects(opened.queue.enqueue(contract, [greet('two')]), NotEnqueuedError);
    } finally {
      broker.resume();
    }
    await enqueueSurely(opened.queue, contract, [greet('two')]);
    await eventually(() => seen.includes('two'), { timeoutMs: 60_000 });
  });

  test('a wrong password or virtual host ends the start, and is not repeated', async () => {
    for (const wrong of ['guest:hunter2@', 'guest:guest@']) {
      const url = `${broker.url.replace('guest:guest@', wrong)}/elsewhere`;
      await assert.rejects(openQueue(url, { logger }), (error: Error) => {
        assert.ok(error instanceof QueueRefusedError, String(error));
        assert.doesNotMatch(error.message, /hunter2|127\.0\.0\.1/);
        return true;
      });
    }
  });

  test('it may be away when we start', async () => {
    await using opened = await openedWhileAway();
    const contract = greetings();
    const seen: string[] = [];
    opened.queue.work(contract, rules, async ({ id }) => void seen.push(id));
    await broker.start();
    await enqueueSurely(opened.queue, contract, [greet('one')]);
    await eventually(() => seen.length === 1, { timeoutMs: 60_000 });
  });

  async function openedWhileAway() {
    await broker.kill();
    return open();
  }
});
