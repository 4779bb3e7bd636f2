import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { listDeadLetters } from '../../src/dead-letters.ts';
import { addToOutbox } from '../../src/outbox.ts';
import { startRelay } from '../../src/relay.ts';
import { applyAs, consume, group } from '../consuming.ts';
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

const patience = { timeoutMs: 120_000 };

/** A producer that writes without a pause, its relay, and two members of a group, on a Kafka of the test's. */
export async function startLoad(kafka: string) {
  const producer = await openProducerDatabase();
  const database = await openConsumerDatabase();
  const opened = await openAt(kafkaUrl(kafka), { partitions: 4 });
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

  /** Everything that was written up to now has taken effect. */
  const caughtUp = async (): Promise<void> => {
    await relay.drained();
    await eventually(() => members[0]!.caughtUp().then(() => true), patience);
  };
  return {
    url: opened.url!,
    log: opened.log,
    caughtUp,
    /** The relay cannot reach the log. */
    noticed: () => eventually(() => relay.stats().failures > 0, patience),
    /** Stops writing; everything that was written has then taken effect once, and in order. */
    async endsWell(): Promise<void> {
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
    },
    async [Symbol.asyncDispose]() {
      writing.abort();
      await writer;
      await Promise.all(members.map((member) => member.stop()));
      await relay.stop();
      await opened[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await producer[Symbol.asyncDispose]();
    },
  };
}
