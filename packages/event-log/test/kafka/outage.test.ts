import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { kafkaVersions, startKafka } from '@outlay/testkit/engines/kafka.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { addToOutbox } from '../../src/outbox.ts';
import { startRelay } from '../../src/relay.ts';
import { applyAs, consume, group } from '../consuming.ts';
import { listDeadLetters } from '../../src/dead-letters.ts';
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

for (const version of Object.values(kafkaVersions)) {
  test(`kafka ${version} is killed, frozen and stopped under load: nothing is lost or doubled`, async () => {
    await using kafka = await startKafka({ version });
    await using producer = await openProducerDatabase();
    await using database = await openConsumerDatabase();
    await using opened = await openAt(kafkaUrl(kafka.url), { partitions: 4 });
    const relay = startRelay({ databaseUrl: producer.url, log: opened.log, logger });
    const members = [
      await consume(opened.log, database.sql, { apply: applyAs('one') }),
      await consume(await opened.again(), database.sql, { apply: applyAs('two') }),
    ];
    const keys = Array.from({ length: 6 }, () => uuidv7());
    const writing = new AbortController();
    let rounds = 0;
    const write = async (): Promise<void> => {
      while (!writing.signal.aborted) {
        rounds += 1;
        const events = keys.map((key) => change(key, `${rounds}`));
        await producer.sql.begin((tx) => addToOutbox(tx, events));
        relay.wake();
        await delay(25);
      }
    };
    const writer = write();
    const patience = { timeoutMs: 120_000 };
    /** Everything that was written up to now has taken effect. */
    const caughtUp = async (): Promise<void> => {
      await relay.drained();
      await eventually(() => members[0]!.caughtUp().then(() => true), patience);
    };
    const noticed = () => eventually(() => relay.stats().failures >= 2, patience);

    await caughtUp();
    await kafka.kill();
    await noticed();
    await kafka.start();
    await caughtUp();
    kafka.pause();
    await noticed();
    kafka.resume();
    await caughtUp();
    await kafka.stop();
    await noticed();
    await kafka.start();
    await caughtUp();

    writing.abort();
    await writer;
    await caughtUp();
    await Promise.all(members.map((member) => member.stop()));
    await relay.stop();
    const expected = Object.fromEntries(keys.map((key) => [key, upTo(rounds)]));
    assert.deepEqual(await effects(database.sql), expected);
    assert.deepEqual(await listDeadLetters(database.sql, group), []);
    const logged = sequencesByKey((await readAll(opened.log)).map((record) => record.event));
    for (const key of keys) assert.deepEqual([...new Set(logged[key])], upTo(rounds));
  });
}
