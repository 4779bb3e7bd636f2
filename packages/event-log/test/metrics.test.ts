import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { register } from 'prom-client';
import { EventsLostError } from '../src/errors.ts';
import { openEventLog } from '../src/open.ts';
import { addToOutbox } from '../src/outbox.ts';
import type { EventLog } from '../src/port.ts';
import { startRelay } from '../src/relay.ts';
import { apply, consume } from './consuming.ts';
import {
  change,
  logger,
  memoryAdapter,
  openConsumerDatabase,
  openProducerDatabase,
  topic,
  wires,
} from './fixtures.ts';

/** The values of a metric, by their labels' values joined by a space. */
async function values(name: string): Promise<Record<string, number>> {
  const metric = await register.getSingleMetric(name)?.get();
  return Object.fromEntries(
    (metric?.values ?? []).map(({ labels, value }) => [Object.values(labels).join(' '), value]),
  );
}

const lagMetric = 'outlay_event_log_consumer_lag_records';

test('a log that is begun anew is told, and nothing of it is skipped in silence', async () => {
  await using before = await memoryAdapter.open({ partitions: 1 });
  await using database = await openConsumerDatabase();
  const key = uuidv7();
  await before.log.append(wires(key, 1, 10));
  const first = await consume(before.log, database.sql, { group: 'begun anew' });
  await first.caughtUp();
  await first.stop();

  const told: string[] = [];
  const listening = pino({}, { write: (line: string) => void told.push(line) });
  const log = await openEventLog('memory:', { logger: listening, partitions: 1 });
  await log.append(wires(uuidv7(), 1, 8));
  const second = await consume(log, database.sql, { group: 'begun anew' });
  await eventually(() => told.some((line) => line.includes('EVENT_LOG_EVENTS_LOST')));
  await assert.rejects(second.caughtUp(), EventsLostError);
  const place = `begun anew ${topic} 0`;
  assert.equal((await values('outlay_event_log_lost_records'))[place], 2);
  assert.equal((await values(lagMetric))[place], 0);

  // Somebody puts it right: all of the log is consumed, from its beginning.
  await database.sql`UPDATE consumer_positions SET next_offset = 0`;
  await second.caughtUp();
  const applied = await database.sql`SELECT FROM effects`;
  assert.equal(applied.length, 18);
  assert.equal((await values('outlay_event_log_lost_records'))[place], 0);
  await second.stop();
  await log.stop();
});

test('a consumer tells its lag, what it consumed, how long that took and its dead letters', async () => {
  await using opened = await memoryAdapter.open({ partitions: 2 });
  await using database = await openConsumerDatabase();
  const begun = Promise.withResolvers<void>();
  const mayGoOn = Promise.withResolvers<void>();
  const key = uuidv7();
  const consumer = await consume(opened.log, database.sql, {
    group: 'measured',
    maxTries: 1,
    async apply(tx, events) {
      begun.resolve();
      await mayGoOn.promise;
      await apply(tx, events);
      if (events.some((event) => event.data.name === '3')) throw new Error('poison');
    },
  });
  await opened.log.append(wires(key, 1, 5));
  await begun.promise;
  const behind = await values(lagMetric);
  const partitions = [0, 1].map((partition) => behind[`measured ${topic} ${partition}`]);
  assert.deepEqual(partitions.toSorted(), [0, 5]);
  assert.equal((await values('outlay_event_log_dead_letters'))['measured'], 0);

  mayGoOn.resolve();
  await consumer.caughtUp();
  const after = await values(lagMetric);
  assert.deepEqual([after[`measured ${topic} 0`], after[`measured ${topic} 1`]], [0, 0]);
  assert.equal((await values('outlay_event_log_consumed_total'))[`measured ${topic}`], 4);
  assert.equal((await values('outlay_event_log_dead_letters'))['measured'], 1);
  const text = await register.getSingleMetricAsString('outlay_event_log_apply_seconds');
  assert.match(text, /apply_seconds_count\{group="measured",outcome="committed"\} [1-9]/);
  assert.match(text, /apply_seconds_count\{group="measured",outcome="failed"\} [1-9]/);

  await consumer.stop();
  assert.deepEqual(
    Object.keys(await values(lagMetric)).filter((name) => name.startsWith('measured')),
    [],
  );
});

test('a log that hangs or fails is left out of the lag, and is not asked again and again', async () => {
  await using opened = await memoryAdapter.open({ partitions: 1 });
  await using database = await openConsumerDatabase();
  let asked = 0;
  const hanging = Promise.withResolvers<never>();
  const away = (ends: EventLog['ends']): EventLog => ({ ...opened.log, ends });
  const hangs = away(() => {
    asked += 1;
    return hanging.promise;
  });
  const fails = away(async () => Promise.reject(new Error('away')));
  const consumers = [
    await consume(opened.log, database.sql, { group: 'well' }),
    await consume(hangs, database.sql, { group: 'hanging' }),
    await consume(fails, database.sql, { group: 'failing' }),
  ];
  for (let scrape = 0; scrape < 3; scrape += 1) {
    assert.deepEqual(Object.keys(await values(lagMetric)), [`well ${topic} 0`]);
  }
  assert.equal(asked, 1);
  assert.equal((await values('outlay_event_log_dead_letters'))['hanging'], 0);
  hanging.reject(new Error('given up'));
  await Promise.all(consumers.map((consumer) => consumer.stop()));
});

test('a relay tells its state, how many events wait and for how long', async () => {
  await using database = await openProducerDatabase();
  await using opened = await memoryAdapter.open();
  let isAway = true;
  const log: EventLog = {
    ...opened.log,
    append: async (events) => {
      if (isAway) throw new Error('away');
      await opened.log.append(events);
    },
  };
  const piece = 'measured';
  const relay = startRelay({ databaseUrl: database.url, log, logger, piece, pollMs: 50 });
  const key = uuidv7();
  await database.sql.begin((tx) => addToOutbox(tx, [change(key, 'one'), change(key, 'two')]));
  await database.sql`UPDATE outbox SET created_at = now() - interval '1 minute' WHERE sequence = 1`;
  await eventually(() => relay.stats().failures > 0);
  assert.equal((await values('outlay_outbox_rows'))[piece], 2);
  const age = (await values('outlay_outbox_age_seconds'))[piece] ?? 0;
  assert.ok(age >= 60 && age < 600, `${age}`);
  assert.ok(((await values('outlay_outbox_failures_total'))[piece] ?? 0) > 0);
  const states = await values('outlay_outbox_relay_state');
  assert.equal(states[`${piece} active`], 1);
  assert.equal(states[`${piece} standby`], 0);

  isAway = false;
  await relay.drained();
  assert.equal((await values('outlay_outbox_rows'))[piece], 0);
  assert.equal((await values('outlay_outbox_age_seconds'))[piece], 0);
  assert.equal((await values('outlay_outbox_appended_total'))[piece], 2);
  await relay.stop();
  assert.equal((await values('outlay_outbox_relay_state'))[`${piece} active`], undefined);
});

test('a relay without a name of its own goes by that of its database', async () => {
  await using database = await openProducerDatabase();
  await using opened = await memoryAdapter.open();
  const relay = startRelay({ databaseUrl: database.url, log: opened.log, logger });
  await relay.drained();
  const name = new URL(database.url).pathname.slice(1);
  assert.equal((await values('outlay_outbox_rows'))[name], 0);
  await relay.stop();
});
