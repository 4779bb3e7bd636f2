import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { startTelemetry } from '@outlay/service-kit/telemetry.ts';
import { startOtlpReceiver } from '@outlay/testkit/otlp-receiver.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addToOutbox } from '../src/outbox.ts';
import { startRelay } from '../src/relay.ts';
import { applyAs, consume } from './consuming.ts';
import {
  change,
  logger,
  memoryAdapter,
  openConsumerDatabase,
  openProducerDatabase,
  readAll,
} from './fixtures.ts';

const traces = ['a', 'b'].map((digit) => digit.repeat(32));
const requestSpan = '00f067aa0ba902b7';
const traceparents = traces.map((trace) => `00-${trace}-${requestSpan}-01`);

test('an event’s way through the log is told in its request’s own trace, failures too', async () => {
  await using receiver = await startOtlpReceiver();
  // The SDK reads the environment itself.
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
  const telemetry = await startTelemetry({ piece: 'log', environment: process.env, logger });
  await using producer = await openProducerDatabase();
  await using consumed = await openConsumerDatabase();
  await using opened = await memoryAdapter.open();
  const key = uuidv7();
  await producer.sql.begin((tx) =>
    addToOutbox(
      tx,
      [...traceparents, undefined].map((traceparent, index) => ({
        ...change(key, `secret ${index}`),
        traceparent,
      })),
    ),
  );
  const relay = startRelay({ databaseUrl: producer.url, log: opened.log, logger });
  await relay.drained();

  const carried = new Map<string, string | undefined>();
  let tries = 0;
  const consumer = await consume(opened.log, consumed.sql, {
    apply: async (tx, events) => {
      tries += 1;
      if (tries === 1) throw Object.assign(new Error('secret'), { code: 'E_FIRST' });
      for (const { data, traceparent } of events) carried.set(data.name, traceparent);
      await applyAs('somebody')(tx, events);
    },
  });
  await eventually(() => carried.size === 3);
  await Promise.all([consumer.stop(), relay.stop()]);
  await telemetry.stop();

  const spans = receiver.spans();
  for (const [index, traceId] of traces.entries()) {
    const own = spans.filter((span) => span.traceId === traceId);
    assert.ok(own.every((span) => span.parentSpanId === requestSpan));
    const told = own.map(({ name, kind, failed }) => ({ name, kind, failed }));
    assert.deepEqual(told, [
      { name: 'append ledger.category-changed', kind: 4, failed: false },
      { name: 'apply ledger.category-changed', kind: 5, failed: true },
      { name: 'apply ledger.category-changed', kind: 5, failed: false },
    ]);
    // Whatever is caused by the event goes on from the span of its applying.
    const last = own.at(-1)!;
    assert.equal(carried.get(`secret ${index}`), `00-${traceId}-${last.spanId}-01`);
    assert.equal(own[1]?.attributes['error.type'], 'E_FIRST');
    assert.equal(last.attributes['messaging.consumer.group.name'], 'tests');
  }
  assert.equal(spans.length, 6, 'an event of no trace has no spans');
  assert.equal(carried.get('secret 2'), undefined);
  assert.ok(!receiver.bodies().join('').includes('secret'));
  // What is appended twice is the same twice.
  const kept = (await readAll(opened.log)).map(({ event }) => event.traceparent);
  assert.deepEqual(kept, [...traceparents, undefined]);
});
