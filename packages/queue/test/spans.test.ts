import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTelemetry } from '@outlay/service-kit/telemetry.ts';
import { activeTraceparent } from '@outlay/service-kit/tracing.ts';
import { startOtlpReceiver } from '@outlay/testkit/otlp-receiver.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { openQueue } from '../src/open.ts';
import { greet, greetings, logger, rules } from './fixtures.ts';

test('a job is done in the trace that it was put in with, and puts in others of that trace', async () => {
  const receiver = await startOtlpReceiver();
  // The SDK reads the environment itself.
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
  const telemetry = await startTelemetry({ piece: 'queue', environment: process.env, logger });
  const queue = await openQueue('memory:', { logger });
  const [first, second] = [greetings(), greetings()];
  const traceId = 'a'.repeat(32);
  const seen: (string | undefined)[] = [];
  queue.work(second, rules, async ({ traceparent }) => void seen.push(traceparent));
  queue.work(first, rules, async ({ attempt }) => {
    if (attempt === 1) throw Object.assign(new Error('secret'), { code: 'E_FIRST' });
    await queue.enqueue(second, [greet('of the trace')]);
    seen.push(activeTraceparent());
  });
  await queue.enqueue(second, [greet('of no trace')]);
  await eventually(() => seen.length === 1);
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  await queue.enqueue(first, [{ ...greet('one'), traceparent }]);
  await eventually(() => seen.length === 3);
  await queue.stop();
  await telemetry.stop();
  await receiver.stop();

  const spans = receiver.spans();
  assert.ok(spans.every((span) => span.traceId === traceId));
  const told = spans.map(({ name, kind, failed }) => ({ name, kind, failed }));
  const name = `process ${first.queue}`;
  assert.deepEqual(
    told.filter((span) => span.name === name),
    [
      { name, kind: 5, failed: true },
      { name, kind: 5, failed: false },
    ],
  );
  assert.equal(told.length, 3);
  assert.equal(seen[0], undefined, 'the job of no trace');
  assert.equal(seen[1], seen[2], 'put in by a job, it goes on from that job’s span');
  assert.ok(!receiver.bodies().join('').includes('secret'));
});
