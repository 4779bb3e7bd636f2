import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { answerTo } from '@outlay/testkit/engines/answer.ts';
import type { Engine } from '@outlay/testkit/engines/engine.ts';
import { kafkaVersions, startKafka } from '@outlay/testkit/engines/kafka.ts';
import { startRabbitmq } from '@outlay/testkit/engines/rabbitmq.ts';
import { startRedis } from '@outlay/testkit/engines/redis.ts';
import { listens } from './listens.ts';

const engines: Record<string, () => Promise<Engine>> = {
  Redis: startRedis,
  RabbitMQ: startRabbitmq,
  [`Kafka ${kafkaVersions[3]}`]: () => startKafka({ version: '3' }),
  [`Kafka ${kafkaVersions[4]}`]: () => startKafka({ version: '4' }),
};

// A temporary folder of its own, so that what is left there shows.
const folder = await mkdtemp(join(tmpdir(), 'outlay-engines-'));
process.env['TMPDIR'] = folder;
after(() => rm(folder, { recursive: true }));

for (const [name, start] of Object.entries(engines)) {
  describe(`the engine ${name}`, () => {
    test('comes back at its address after a crash, a stop and a freeze, and leaves nothing', async () => {
      const engine = await start();
      const first = engine.pid;
      assert.equal(await listens(engine.url), true);
      await engine.kill();
      assert.equal(await listens(engine.url), false);
      await engine.start();
      assert.notEqual(engine.pid, first);
      assert.equal(await listens(engine.url), true);
      engine.pause();
      // Stops even when it is frozen.
      await engine.stop();
      assert.equal(await listens(engine.url), false);
      await engine.start();
      assert.equal(await listens(engine.url), true);
      await engine.discard();
      assert.equal(await listens(engine.url), false);
      assert.deepEqual(await readdir(folder), []);
      await engine.discard();
    });
  });
}

test('what Redis acknowledged outlives a crash, and a frozen one answers after its thaw', async () => {
  await using redis = await startRedis();
  const port = Number(new URL(redis.url).port);
  const say = async (command: string): Promise<string> => {
    const answer = await answerTo(
      port,
      Buffer.from(`${command}\r\n`),
      (said) => said.at(-1) === 10,
    );
    return answer.toString().trim();
  };
  assert.equal(await say('SET kept 1'), '+OK');
  await redis.kill();
  await redis.start();
  assert.equal(await say('EXISTS kept'), ':1');
  redis.pause();
  const asked = say('EXISTS kept');
  redis.resume();
  assert.equal(await asked, ':1');
});

test('two of a kind do not meet', async () => {
  await using one = await startRabbitmq();
  await using other = await startRabbitmq();
  assert.notEqual(one.url, other.url);
  await one.kill();
  assert.equal(await listens(other.url), true);
});
