import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { ConfigError } from '@outlay/service-kit/config.ts';
import { latePort } from '@outlay/testkit/late-port.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import type { Logger } from 'pino';
import { type LateLogOptions, openLateLog } from '../src/late-log.ts';
import { openSharedLog } from '../src/open-shared.ts';
import type { EventLog } from '../src/port.ts';
import { addToOutbox } from '../src/outbox.ts';
import { startRelay } from '../src/relay.ts';
import { change, logger, openProducerDatabase, postgresAdapter, topic, wire } from './fixtures.ts';

const lateLog = (url: string, options: Partial<LateLogOptions> = {}) =>
  openLateLog({
    open: (stopping) => openSharedLog(url, { logger, stopping, pollMs: 100 }),
    logger,
    onRefused: (error) => assert.fail(error),
    ...options,
  });

/** Waits for nothing, and is handed all that is there. */
function subscriber() {
  const handled: string[] = [];
  return {
    handled,
    startAt: async () => 0n,
    handle: async (_: unknown, records: readonly { event: { sequence: string } }[]) =>
      void handled.push(...records.map(({ event }) => event.sequence)),
  };
}

test('a log that comes late gets what was written meanwhile, and groups join it then', async () => {
  await using opened = await postgresAdapter.open();
  await using way = await latePort(opened.url ?? '');
  await using database = await openProducerDatabase();
  const warned: unknown[] = [];
  const warn = (...line: unknown[]): void => void warned.push(line);
  const log = await lateLog(way.url, { logger: { ...logger, info() {}, warn } as Logger });
  const member = subscriber();
  const subscription = await log.subscribe('late', [topic], member);
  const relay = startRelay({ databaseUrl: database.url, log, logger, pollMs: 100 });
  await database.sql.begin((tx) => addToOutbox(tx, [change(uuidv7(), 'meanwhile')]));
  await eventually(() => relay.stats().state === 'active');
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.deepEqual(await opened.log.ends(topic).then((ends) => ends.map(({ end }) => end)), [
    0n,
    0n,
    0n,
    0n,
  ]);
  assert.equal(warned.length, 1, 'told of more than once');
  await way.open();
  await relay.drained();
  await eventually(() => member.handled.length === 1);
  await relay.stop();
  await subscription.stop();
  await log.stop();
  assert.equal(warned.length, 1);
});

test('what needs an answer waits for a log that is away, not for ever', async () => {
  await using opened = await postgresAdapter.open();
  await using way = await latePort(opened.url ?? '');
  const log = await lateLog(way.url, { answerMs: 50 });
  const away = { code: 'EVENT_LOG_AWAY' };
  await assert.rejects(log.append([wire(uuidv7(), 1)]), away);
  await assert.rejects(log.ends(topic), away);
  await assert.rejects(log.read({ topic, partition: 0 }, 0n, 1), away);
  await log.stop();
});

// Waiting would take ten minutes.
test('whoever stops waits for nothing that is away', { timeout: 120_000 }, async () => {
  await using opened = await postgresAdapter.open();
  await using way = await latePort(opened.url ?? '');
  const stopping = new AbortController();
  const log = await lateLog(way.url, { stopping: stopping.signal, answerMs: 600_000 });
  const subscription = await log.subscribe('late', [topic], subscriber());
  const relaying = assert.rejects(log.append([wire(uuidv7(), 1)]));
  stopping.abort();
  await relaying;
  await subscription.stop();
  await log.stop();
});

test('a start that is broken off at its first try rejects with why', async () => {
  const stopping = new AbortController();
  const starting = openLateLog({
    open: () => new Promise(() => {}),
    logger,
    onRefused: (error) => assert.fail(error),
    stopping: stopping.signal,
  });
  stopping.abort();
  await assert.rejects(starting, (reason) => reason === stopping.signal.reason);
});

test('what is wrong for good is refused at the first try, or told once it shows', async () => {
  await using opened = await postgresAdapter.open();
  const nowhere = new URL(opened.url ?? '');
  nowhere.pathname = '/nowhere';
  const refusal = { name: 'ConfigError', message: /^EVENT_LOG_URL .* no such database$/ };
  await assert.rejects(lateLog(nowhere.href), refusal);

  await using way = await latePort(nowhere.href);
  const refused: ConfigError[] = [];
  const log = await lateLog(way.url, { onRefused: (error) => void refused.push(error) });
  await log.subscribe('late', [topic], subscriber());
  await way.open();
  await eventually(() => refused.length > 0);
  await assert.rejects(log.append([wire(uuidv7(), 1)]), refusal);
  assert.equal(refused.length, 1);
  await log.stop();
});

// Waiting longer would be for ever.
test('a start waits for a first try that hangs no longer than for its patience', async () => {
  const log = await openLateLog({
    open: () => new Promise(() => {}),
    logger,
    onRefused: (error) => assert.fail(error),
    patienceMs: 20,
  });
  await log.stop();
});

test('a group that is refused when it joins late is told of', async () => {
  const refusal = new ConfigError('EVENT_LOG_URL is not valid: Kafka forbids it what it needs');
  const refused: ConfigError[] = [];
  const { promise: isThere, resolve } = Promise.withResolvers<EventLog>();
  const log = await openLateLog({
    open: () => isThere,
    logger,
    onRefused: (error) => void refused.push(error),
    patienceMs: 1,
  });
  await log.subscribe('late', [topic], subscriber());
  const forbidding = { subscribe: () => Promise.reject(refusal), stop: async () => {} };
  resolve(forbidding as Partial<EventLog> as EventLog);
  await eventually(() => refused.length > 0);
  assert.deepEqual(refused, [refusal]);
  await log.stop();
});

/** Something to be stopped, and how often it was. */
function stoppable() {
  const thing = { stops: 0, stop: async () => void (thing.stops += 1) };
  return thing;
}

test('a log that was opened only after the end is closed again', async () => {
  const opening = Promise.withResolvers<EventLog>();
  const log = await openLateLog({
    open: () => opening.promise,
    logger,
    onRefused: (error) => assert.fail(error),
    patienceMs: 1,
  });
  await log.stop();
  const late = stoppable();
  opening.resolve(late as Partial<EventLog> as EventLog);
  await eventually(() => late.stops > 0);
});

test('a group that was joined only after the end is left again, though nobody else leaves it', async () => {
  const [opening, joining] = [
    Promise.withResolvers<EventLog>(),
    Promise.withResolvers<ReturnType<typeof stoppable>>(),
  ];
  const asked = Promise.withResolvers<void>();
  const log = await openLateLog({
    open: () => opening.promise,
    logger,
    onRefused: (error) => assert.fail(error),
    patienceMs: 1,
  });
  await log.subscribe('late', [topic], subscriber());
  const subscribe = () => {
    asked.resolve();
    return joining.promise;
  };
  opening.resolve({ ...stoppable(), subscribe } as Partial<EventLog> as EventLog);
  await asked.promise;
  await log.stop();
  const joined = stoppable();
  joining.resolve(joined);
  await eventually(() => joined.stops > 0);
});
