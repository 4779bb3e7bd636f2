import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import type { LogRecord } from '../src/port.ts';
import { postgresAdapter, sequencesByKey, topic, upTo, wire, wires } from './fixtures.ts';

/** Reads as far as there is something, the way the worker of a partition does. */
async function readOn(
  read: (from: bigint) => Promise<LogRecord[]>,
  into: LogRecord[],
): Promise<void> {
  for (;;) {
    const records = await read((into.at(-1)?.offset ?? -1n) + 1n);
    if (records.length === 0) return;
    into.push(...records);
  }
}

test('a cursor over ids that are drawn before commit loses an event; the log keeps it', async () => {
  await using opened = await postgresAdapter.open({ partitions: 1 });
  const sql = postgres(opened.database!.url, { max: 4 });
  await sql`CREATE TABLE naive (id bigserial PRIMARY KEY, name text)`;
  // An append of the event called "slow" holds its transaction open for as long as the test wants.
  await sql.unsafe(`
    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF new.event -> 'data' ->> 'name' = 'slow' THEN PERFORM pg_advisory_xact_lock(1); END IF;
      RETURN new;
    END $$;
    CREATE TRIGGER hold BEFORE INSERT ON event_log_records FOR EACH ROW EXECUTE FUNCTION hold()`);
  const [slow, fast] = [wire(uuidv7(), 1, 'slow'), wire(uuidv7(), 1, 'fast')];
  const fromLog: LogRecord[] = [];
  const readLog = () =>
    readOn((from) => opened.log.read({ topic, partition: 0 }, from, 10), fromLog);
  const fromNaive: string[] = [];
  let cursor = '0';
  const readNaive = async (): Promise<void> => {
    const rows = await sql<{ id: string; name: string }[]>`
      SELECT id, name FROM naive WHERE id > ${cursor} ORDER BY id`;
    cursor = rows.at(-1)?.id ?? cursor;
    fromNaive.push(...rows.map((row) => row.name));
  };

  const holder = await sql.reserve();
  await holder`SELECT pg_advisory_lock(1)`;
  const slowNaive = sql.begin(async (tx) => {
    await tx`INSERT INTO naive (name) VALUES ('slow')`;
    await tx`SELECT pg_advisory_xact_lock(1)`;
  });
  await opened.log.ends(topic);
  const slowAppend = opened.log.append([slow]);
  const waiting = async () =>
    (await sql`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`).length;
  await eventually(async () => (await waiting()) === 2);

  await sql`INSERT INTO naive (name) VALUES ('fast')`;
  const fastAppend = opened.log.append([fast]);
  await Promise.all([readNaive(), readLog()]);
  await holder`SELECT pg_advisory_unlock(1)`;
  holder.release();
  await Promise.all([slowNaive, slowAppend, fastAppend]);
  await Promise.all([readNaive(), readLog()]);

  assert.deepEqual(fromNaive, ['fast'], 'the naive reader never sees the slow one');
  assert.deepEqual(
    fromLog.map(({ offset, event }) => [offset, event.id]),
    [
      [0n, slow.id],
      [1n, fast.id],
    ],
  );
  await sql.end();
});

test('concurrent appenders with delayed commits, and a long transaction beside them, skip nothing', async () => {
  await using opened = await postgresAdapter.open({ partitions: 2, batchSize: 7 });
  const sql = postgres(opened.database!.url, { max: 2 });
  await sql.unsafe(`
    CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_sleep(random() * 0.004); RETURN null; END $$;
    CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON event_log_records
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle()`);
  // It has written, so it holds back the oldest snapshot; a reader that fenced on that would wait for it.
  const mayEnd = Promise.withResolvers<void>();
  const long = sql.begin(async (tx) => {
    await tx`CREATE TABLE unrelated (id int)`;
    await mayEnd.promise;
  });

  const records: LogRecord[] = [];
  await opened.log.subscribe('watching', [topic], {
    startAt: async () => 0n,
    handle: async (_assignment, batch) => void records.push(...batch),
  });
  const logs = [opened.log, await opened.again(), await opened.again(), await opened.again()];
  const keys = logs.map(() => [uuidv7(), uuidv7(), uuidv7()]);
  const rounds = 20;
  await Promise.all(
    logs.map(async (log, index) => {
      for (let round = 0; round < rounds; round += 1) {
        const batch = keys[index]!.flatMap((key) => wires(key, round * 2 + 1, round * 2 + 2));
        await log.append(batch);
        await delay(Math.random() * 4);
      }
    }),
  );
  const expected = Object.fromEntries(keys.flat().map((key) => [key, upTo(rounds * 2)]));
  await eventually(() => records.length >= keys.flat().length * rounds * 2);
  assert.deepEqual(sequencesByKey(records.map((record) => record.event)), expected);
  for (const partition of [0, 1]) {
    const offsets = records.filter((one) => one.partition === partition).map((one) => one.offset);
    assert.deepEqual(
      offsets,
      offsets.map((_, index) => BigInt(index)),
    );
  }
  mayEnd.resolve();
  await long;
  await sql.end();
});
