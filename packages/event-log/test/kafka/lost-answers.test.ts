import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { startKafka } from '@outlay/testkit/engines/kafka.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addToOutbox } from '../../src/outbox.ts';
import { startRelay } from '../../src/relay.ts';
import { consume } from '../consuming.ts';
import {
  change,
  effects,
  kafkaUrl,
  logger,
  openAt,
  openConsumerDatabase,
  openProducerDatabase,
  readAll,
  sequencesByKey,
  upTo,
} from '../fixtures.ts';
import { startLossyProxy } from './lossy-proxy.ts';

test('an append whose answer gets lost is in kafka twice, in order, and takes effect once', async () => {
  await using proxy = await startLossyProxy();
  await using kafka = await startKafka({ proxyPort: proxy.port });
  proxy.forwardTo(kafka.behindProxyPort);
  await using producer = await openProducerDatabase();
  await using database = await openConsumerDatabase();
  await using opened = await openAt(kafkaUrl(`kafka://127.0.0.1:${proxy.port}`));
  const { log } = opened;
  const relay = startRelay({
    databaseUrl: producer.url,
    log,
    logger,
    batchSize: 4,
    pollMs: 100,
  });
  const consumer = await consume(log, database.sql);
  const keys = [uuidv7(), uuidv7(), uuidv7()];
  const add = (from: number, to: number) =>
    producer.sql.begin(async (tx) => {
      for (let sequence = from; sequence <= to; sequence += 1) {
        await addToOutbox(
          tx,
          keys.map((key) => change(key, `${sequence}`)),
        );
      }
    });

  await add(1, 4);
  await relay.drained();
  assert.equal(proxy.lost(), 0);
  proxy.loseAnswers(3, 'cut');
  await add(5, 12);
  await relay.drained();
  assert.equal(proxy.lost(), 3);
  // The client gives a broker that falls silent up after a while, and asks anew.
  proxy.loseAnswers(1, 'silence');
  await add(13, 16);
  await eventually(() => relay.drained().then(() => true), { timeoutMs: 60_000 });
  assert.equal(proxy.lost(), 4);

  await consumer.caughtUp();
  const expected = Object.fromEntries(keys.map((key) => [key, upTo(16)]));
  assert.deepEqual(await effects(database.sql), expected);
  const logged = sequencesByKey((await readAll(log)).map((record) => record.event));
  const appended = Object.values(logged).flat().length;
  assert.ok(appended > 16 * keys.length, 'what was repeated is in the log twice');
  await consumer.stop();
  await relay.stop();
});
