import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import postgres from 'postgres';
import { openEventLog } from '../src/open.ts';
import type { LogRecord, Subscriber } from '../src/port.ts';
import {
  logger,
  outage,
  postgresAdapter,
  readAll,
  sequencesByKey,
  topic,
  upTo,
  wire,
  wires,
} from './fixtures.ts';

/** Keeps what it gets, and where it is, as a consumer's database would. */
function keeper() {
  const records: LogRecord[] = [];
  const positions = new Map<number, bigint>();
  const subscriber: Subscriber = {
    startAt: async ({ partition }) => positions.get(partition) ?? 0n,
    async handle({ partition }, batch) {
      const fresh = batch.filter((record) => record.offset >= (positions.get(partition) ?? 0n));
      records.push(...fresh);
      positions.set(partition, (batch.at(-1)?.offset ?? -1n) + 1n);
    },
  };
  return { records, subscriber };
}

test('many processes may open a new log, and make a topic, at the same moment', async () => {
  const database = await createTestDatabase('event_log');
  const logs = await Promise.all(
    upTo(5).map((partitions) => openEventLog(database.url, { logger, partitions })),
  );
  const key = uuidv7();
  await Promise.all(logs.map((log, index) => log.append([wire(key, index + 1)])));
  const counts = await Promise.all(logs.map(async (log) => (await log.ends(topic)).length));
  assert.equal(new Set(counts).size, 1, 'all agree on the number of partitions');
  assert.equal((await readAll(logs[0]!)).length, 5);
  const again = await openEventLog(database.url, { logger, partitions: 50 });
  assert.equal((await again.ends(topic)).length, counts[0], 'which stays as it was made');
  await Promise.all([...logs, again].map((log) => log.stop()));
  await database.drop();
});

test('a member whose session is killed joins again and misses nothing', async () => {
  await using opened = await postgresAdapter.open();
  const admin = postgres(opened.database!.url, { max: 1 });
  const { records, subscriber } = keeper();
  const subscription = await opened.log.subscribe('cut', [topic], subscriber);
  const key = uuidv7();
  for (let round = 0; round < 3; round += 1) {
    await admin`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await eventually(() => opened.log.append([wire(key, round + 1)]).then(() => true));
    await eventually(() => new Set(records.map((one) => one.event.sequence)).size === round + 1);
  }
  assert.deepEqual(
    [...new Set(sequencesByKey(records.map((record) => record.event))[key])],
    upTo(3),
  );
  await subscription.stop();
  await admin.end();
});

test('members come back after an outage of the log', async () => {
  await using opened = await postgresAdapter.open();
  const { records, subscriber } = keeper();
  const subscription = await opened.log.subscribe('outage', [topic], subscriber);
  const key = uuidv7();
  await opened.log.append(wires(key, 1, 2));
  await eventually(() => records.length === 2);
  const down = await outage(opened.database!.url);
  await assert.rejects(opened.log.append([wire(key, 3)]));
  await down.end();
  await eventually(() => opened.log.append([wire(key, 3)]).then(() => true));
  await eventually(() => records.length === 3);
  await subscription.stop();
});

test('news from another process arrives without waiting for the next look', async () => {
  await using opened = await postgresAdapter.open({ pollMs: 3_600_000 });
  const { records, subscriber } = keeper();
  const subscription = await opened.log.subscribe('woken', [topic], subscriber);
  const other = await opened.again();
  await other.append(wires(uuidv7(), 1, 3));
  await eventually(() => records.length === 3);
  await subscription.stop();
});

test('news that nobody was told of is found by looking', async () => {
  await using opened = await postgresAdapter.open({ pollMs: 50, partitions: 1 });
  const { records, subscriber } = keeper();
  const subscription = await opened.log.subscribe('looking', [topic], subscriber);
  const admin = postgres(opened.database!.url, { max: 1 });
  const event = JSON.stringify(wire(uuidv7(), 1));
  await admin.begin(async (tx) => {
    await tx`UPDATE event_log_partitions SET next_offset = 1`;
    await tx`INSERT INTO event_log_records VALUES (${topic}, 0, 0, ${event}::text::json)`;
  });
  await eventually(() => records.length === 1);
  await subscription.stop();
  await admin.end();
});

test('a member that leaves hands out nothing more, even while it waits for the database', async () => {
  await using opened = await postgresAdapter.open({ pollMs: 20, partitions: 1, batchSize: 1 });
  const handled: string[] = [];
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  await opened.log.append(wires(uuidv7(), 1, 3));
  const subscription = await opened.log.subscribe('leaving', [topic], {
    startAt: async () => 0n,
    async handle(_assignment, [record]) {
      handled.push(record?.event.sequence ?? '');
      begun.resolve();
      await mayEnd.promise;
    },
  });
  await begun.promise;
  const admin = postgres(opened.database!.url, { max: 2 });
  const holder = await admin.reserve();
  await holder`BEGIN`;
  await holder`LOCK TABLE event_log_partitions`;
  await eventually(async () => {
    const waiting = await admin`
      SELECT FROM pg_locks WHERE NOT granted AND relation = 'event_log_partitions'::regclass`;
    return waiting.length > 0;
  });
  const left = subscription.stop();
  mayEnd.resolve();
  for (let turn = 0; turn < 5; turn += 1) await opened.log.read({ topic, partition: 0 }, 0n, 1);
  await holder`COMMIT`;
  holder.release();
  await left;
  assert.deepEqual(handled, ['1']);
  await admin.end();
});

test('stopping the log stops its members', async () => {
  await using opened = await postgresAdapter.open();
  const { records, subscriber } = keeper();
  const log = await opened.again();
  await log.subscribe('stopped', [topic], subscriber);
  await log.stop();
  await opened.log.append([wire(uuidv7(), 1)]);
  await assert.rejects(log.append([wire(uuidv7(), 1)]));
  assert.equal(records.length, 0);
});
