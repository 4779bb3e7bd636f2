import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { openWay } from '@outlay/testkit/vanishing-way.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type postgres from 'postgres';
import { addToOutbox } from '../src/outbox.ts';
import type { EventLog } from '../src/port.ts';
import { startRelay, type RelayOptions } from '../src/relay.ts';
import { consume } from './consuming.ts';
import {
  change,
  effects,
  logger,
  memoryAdapter,
  openConsumerDatabase,
  openProducerDatabase,
  outage,
  postgresAdapter,
  readAll,
  sequencesByKey,
  topic,
  upTo,
} from './fixtures.ts';

const start = (databaseUrl: string, log: EventLog, options: Partial<RelayOptions> = {}) =>
  startRelay({ databaseUrl, log, logger, pollMs: 100, ...options });

const add = (sql: postgres.Sql, key: string, events = 1) =>
  sql.begin((tx) =>
    addToOutbox(
      tx,
      upTo(events).map((n) => change(key, `${n}`)),
    ),
  );

const logged = async (log: EventLog) =>
  sequencesByKey((await readAll(log)).map((record) => record.event));

const outboxSize = async (sql: postgres.Sql) => (await sql`SELECT FROM outbox`).length;

test('carries everything over, in order, and leaves the outbox empty', async () => {
  await using database = await openProducerDatabase();
  await using opened = await memoryAdapter.open();
  const keys = [uuidv7(), uuidv7(), uuidv7()];
  for (const key of keys) await add(database.sql, key, 5);
  const relay = start(database.url, opened.log, { batchSize: 4 });
  await relay.drained();
  for (const key of keys) await add(database.sql, key, 5);
  relay.wake();
  await relay.drained();
  assert.deepEqual(
    await logged(opened.log),
    Object.fromEntries(keys.map((key) => [key, upTo(10)])),
  );
  assert.equal(await outboxSize(database.sql), 0);
  assert.deepEqual(relay.stats(), { state: 'active', appended: 30, failures: 0 });
  await relay.stop();
  await assert.rejects(relay.drained(), /stopped/);
});

test('is woken by the commit of another process', async () => {
  await using database = await openProducerDatabase();
  await using opened = await memoryAdapter.open();
  // Without the notification it would look again in an hour.
  const relay = start(database.url, opened.log, { pollMs: 3_600_000 });
  await relay.drained();
  const key = uuidv7();
  await add(database.sql, key);
  await eventually(async () => (await logged(opened.log))[key]?.length === 1);
  await relay.stop();
});

test('only one relay is active; a standby passes wakes on, and takes over', async () => {
  await using database = await openProducerDatabase();
  await using opened = await memoryAdapter.open();
  const active = start(database.url, opened.log, { pollMs: 3_600_000 });
  await active.drained();
  const standby = start(database.url, opened.log, { pollMs: 50 });
  await eventually(() => standby.stats().state === 'standby');
  const key = uuidv7();
  // A row without a notification, as the ledger writes it: only the standby is told.
  await database.sql`
    INSERT INTO outbox (topic, key, sequence, event) VALUES (${topic}, ${key}, 1, '{"id": "1"}')`;
  standby.wake();
  await eventually(() => active.stats().appended === 1);
  await standby.drained();
  assert.equal(standby.stats().appended, 0);

  await active.stop();
  await eventually(() => standby.stats().state === 'active');
  await add(database.sql, uuidv7(), 3);
  await standby.drained();
  assert.equal(standby.stats().appended, 3);
  await standby.stop();
});

test('a relay that lost its connection gets a new one; nothing is lost', async () => {
  await using database = await openProducerDatabase();
  await using opened = await memoryAdapter.open();
  const relay = start(database.url, opened.log);
  const key = uuidv7();
  for (let round = 0; round < 3; round += 1) {
    await relay.drained();
    await database.sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'outbox relay'`;
    await add(database.sql, key, 2);
  }
  await relay.drained();
  assert.deepEqual(await logged(opened.log), { [key]: upTo(6) });
  await relay.stop();
});

test('a relay whose connection vanished gives its turn away, and stands by once it has noticed', async () => {
  await using database = await openProducerDatabase();
  await using opened = await memoryAdapter.open();
  await using way = await openWay(database.url);
  const leaseMs = 600;
  const cutOff = start(way.url, opened.log, { leaseMs });
  await eventually(() => cutOff.stats().state === 'active');
  const standby = start(database.url, opened.log, { leaseMs });
  // Saying something now and then keeps the turn for longer than a lease.
  await pause(2 * leaseMs);
  assert.deepEqual([cutOff.stats().state, standby.stats().state], ['active', 'standby']);

  way.vanish();
  const key = uuidv7();
  await add(database.sql, key, 3);
  await standby.drained();
  assert.deepEqual([cutOff.stats().state, standby.stats().state], ['active', 'active']);
  assert.deepEqual(await logged(opened.log), { [key]: upTo(3) });
  await eventually(() => cutOff.stats().state === 'standby');
  await Promise.all([cutOff.stop(), standby.stop()]);
});

test('an event that is committed while a later one is on its way is not deleted with it', async () => {
  await using database = await openProducerDatabase();
  await using opened = await memoryAdapter.open();
  const [early, late] = [uuidv7(), uuidv7()];
  const mayCommit = Promise.withResolvers<void>();
  const added = Promise.withResolvers<void>();
  const slow = database.sql.begin(async (tx) => {
    await addToOutbox(tx, [change(early, 'the smaller id')]);
    added.resolve();
    await mayCommit.promise;
  });
  await added.promise;
  await add(database.sql, late);
  const log: EventLog = {
    ...opened.log,
    async append(events) {
      await opened.log.append(events);
      mayCommit.resolve();
      await slow;
    },
  };
  const relay = start(database.url, log);
  await slow;
  await relay.drained();
  assert.deepEqual(await logged(opened.log), { [early]: [1], [late]: [1] });
  await relay.stop();
});

test('an outage of the log loses nothing and changes no order', async () => {
  await using database = await openProducerDatabase();
  await using opened = await postgresAdapter.open();
  const relay = start(database.url, opened.log, { batchSize: 3 });
  const key = uuidv7();
  await add(database.sql, key, 2);
  await relay.drained();
  const down = await outage(opened.database!.url);
  await add(database.sql, key, 5);
  relay.wake();
  await eventually(() => relay.stats().failures >= 3);
  await add(database.sql, key, 5);
  assert.equal(await outboxSize(database.sql), 10);
  await down.end();
  await relay.drained();
  assert.deepEqual(await logged(opened.log), { [key]: upTo(12) });
  assert.equal(relay.stats().failures, 0);
  await relay.stop();
});

test('stops while the log is away, and leaves its events for the next relay', async () => {
  await using database = await openProducerDatabase();
  await using opened = await memoryAdapter.open();
  const away: EventLog = {
    ...opened.log,
    append: async () => Promise.reject(new Error('away')),
  };
  const relay = start(database.url, away);
  const key = uuidv7();
  await add(database.sql, key, 3);
  relay.wake();
  await eventually(() => relay.stats().failures > 0);
  await relay.stop();
  const next = start(database.url, opened.log);
  await next.drained();
  assert.deepEqual(await logged(opened.log), { [key]: upTo(3) });
  await next.stop();
});

test('a batch that was kept but not confirmed is in the log twice and takes effect once', async () => {
  await using database = await openProducerDatabase();
  await using consumerDatabase = await openConsumerDatabase();
  await using opened = await postgresAdapter.open();
  let unconfirmed = 3;
  const doubtful: EventLog = {
    ...opened.log,
    async append(events) {
      await opened.log.append(events);
      unconfirmed -= 1;
      if (unconfirmed >= 0) throw new Error('the answer got lost');
    },
  };
  const relay = start(database.url, doubtful, { batchSize: 4 });
  const consumer = await consume(opened.log, consumerDatabase.sql);
  const key = uuidv7();
  await add(database.sql, key, 10);
  await relay.drained();
  await consumer.caughtUp();
  assert.deepEqual((await logged(opened.log))[key]?.slice(0, 8), [1, 2, 3, 4, 1, 2, 3, 4]);
  assert.deepEqual(await effects(consumerDatabase.sql), { [key]: upTo(10) });
  await consumer.stop();
  await relay.stop();
});
