import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SpanKind } from '@opentelemetry/api';
import { type OtlpReceiver, startOtlpReceiver } from '@outlay/testkit/otlp-receiver.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SubgraphExecutor } from '../src/execute.ts';
import { spanTargets, startTelemetry } from '../src/telemetry.ts';
import { activeTraceparent, inSpan, startSpan, traceparentOf, withinSpan } from '../src/tracing.ts';
import { listening, notesSubgraph, silent } from './fixture.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const elsewhere = `00-${traceId}-b7ad6b7169203331-01`;
const spanIdOf = (traceparent: string | undefined) => traceparent?.split('-')[2];

/** Runs work with tracing switched on, and gives what the receiver got by the end of it. */
async function traced(work: () => Promise<void>, logger = silent) {
  const receiver = await startOtlpReceiver();
  // The SDK reads the environment itself.
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
  try {
    const telemetry = await startTelemetry({ piece: 'notes', environment: process.env, logger });
    await work().finally(() => telemetry.stop());
    return receiver as OtlpReceiver;
  } finally {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    await receiver.stop();
  }
}

test('the standard variables say where spans go, and nothing goes anywhere unless they do', () => {
  const endpoint = 'http://collector:4318';
  const rows: [environment: Record<string, string>, targets: string[]][] = [
    [{}, []],
    [{ OTEL_SERVICE_NAME: 'x' }, []],
    [{ OTEL_TRACES_EXPORTER: 'none' }, []],
    [{ OTEL_TRACES_EXPORTER: '' }, []],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, ['otlp']],
    [{ OTEL_TRACES_EXPORTER: 'console, otlp,otlp' }, ['console', 'otlp']],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, ['otlp']],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint }, ['otlp']],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'none' }, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: 'true' }, []],
  ];
  for (const [environment, targets] of rows) {
    assert.deepEqual(spanTargets(environment), targets, JSON.stringify(environment));
  }
});

test('what the variables ask for in vain is named', () => {
  const rows: [name: string, value: string][] = [
    ['OTEL_TRACES_EXPORTER', 'zipkin'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'not a URL'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '7'],
    ['OTEL_TRACES_SAMPLER_ARG', 'x'],
    ['OTEL_TRACES_SAMPLER_ARG', ' '],
  ];
  const asked = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: 'traceidratio' };
  assert.deepEqual(spanTargets({ ...asked, OTEL_TRACES_SAMPLER_ARG: '1e-3' }), ['otlp']);
  for (const [name, value] of rows) {
    const environment = { ...asked, [name]: value };
    assert.throws(
      () => spanTargets(environment),
      (error: Error) => error.name === 'ConfigError' && error.message.startsWith(`${name} is not`),
    );
  }
});

test('spans are sent with what they are of, from whom they come and whether they failed', async () => {
  const receiver = await traced(async () => {
    const server = { kind: SpanKind.SERVER, parent: elsewhere };
    await inSpan('outer', server, async (outer) => {
      assert.equal(activeTraceparent(), traceparentOf(outer));
      const failing = { kind: SpanKind.CLIENT, parent: 'active', attributes: { a: 1 } } as const;
      const refused = Object.assign(new Error('hunter2'), { code: 'E_REFUSED' });
      await assert.rejects(inSpan('inner', failing, () => Promise.reject(refused)));
    });
    startSpan('alone', { kind: SpanKind.INTERNAL, parent: undefined }).end();
  });
  const [inner, outer, alone] = receiver.spans();
  assert.deepEqual(
    [outer?.service, outer?.kind, outer?.traceId, outer?.parentSpanId],
    ['notes', 2, traceId, spanIdOf(elsewhere)],
  );
  assert.deepEqual([inner?.kind, inner?.traceId], [3, traceId]);
  assert.equal(inner?.parentSpanId, outer?.spanId);
  assert.deepEqual([outer?.failed, inner?.failed], [false, true]);
  assert.deepEqual(inner?.attributes, { a: 1, 'error.type': 'E_REFUSED' });
  assert.notEqual(alone?.traceId, traceId);
  assert.equal(alone?.parentSpanId, undefined);
  assert.ok(!receiver.bodies().join('').includes('hunter2'));
});

test('work is done within a span that others start and end, which what it starts stands below', async () => {
  const active = { kind: SpanKind.CLIENT, parent: 'active' } as const;
  const receiver = await traced(async () => {
    const outer = startSpan('outer', { kind: SpanKind.SERVER, parent: elsewhere });
    const work = withinSpan(outer, async () => {
      const before = activeTraceparent();
      await Promise.resolve();
      startSpan('below', active).end();
      return [before, activeTraceparent()];
    });
    assert.equal(activeTraceparent(), undefined);
    assert.deepEqual(await work, [traceparentOf(outer), traceparentOf(outer)]);
    const broken = new Error('broken');
    const breaks = (): never => {
      throw broken;
    };
    assert.throws(() => withinSpan(outer, breaks), broken);
    const other = startSpan('other', { kind: SpanKind.SERVER, parent: undefined });
    withinSpan(outer, () => withinSpan(other, () => startSpan('below other', active).end()));
    assert.ok(outer.isRecording());
    outer.end();
    other.end();
  });
  const spans = Object.fromEntries(receiver.spans().map((span) => [span.name, span]));
  assert.deepEqual(
    ['outer', 'below', 'other', 'below other'].map((name) => spans[name]?.parentSpanId),
    [spanIdOf(elsewhere), spans['outer']?.spanId, undefined, spans['other']?.spanId],
  );
  assert.deepEqual([receiver.spans().length, spans['outer']?.failed], [4, false]);
});

test('a trace that is not sampled is carried on as one that is not', async () => {
  process.env['OTEL_TRACES_SAMPLER'] = 'always_off';
  const receiver = await traced(async () => {
    const span = startSpan('unseen', { kind: SpanKind.SERVER, parent: elsewhere });
    const traceparent = traceparentOf(span);
    assert.match(String(traceparent), new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`));
    assert.equal(withinSpan(span, activeTraceparent), traceparent);
    await inSpan('unseen', { kind: SpanKind.SERVER, parent: elsewhere }, async (own) => {
      assert.equal(activeTraceparent(), traceparentOf(own));
    });
    span.end();
  }).finally(() => delete process.env['OTEL_TRACES_SAMPLER']);
  assert.deepEqual(receiver.spans(), []);
});

test('an operation of a subgraph is a span of the asker’s trace, and carries it on', async () => {
  const { lines, logger } = listening();
  const given: (string | undefined)[] = [];
  const receiver = await traced(async () => {
    const { subgraph, tell } = notesSubgraph();
    const context: typeof subgraph.context = (request) => {
      given.push(request.traceparent);
      return request;
    };
    const executor = new SubgraphExecutor({ ...subgraph, context }, logger);
    const request = { viewer: null, requestId: 'request-1', traceparent: elsewhere };
    const variables = { text: 'hunter2' };
    const add = 'mutation Add($text: String!) { add(text: $text) }';
    await executor.execute({ query: add, variables }, request);
    await executor.execute({ query: '{ broken }' }, request);
    const events = await executor.subscribe({ query: 'subscription { caused }' }, request);
    assert.ok(Symbol.asyncIterator in events);
    tell('hunter2');
    const { value } = await events.next();
    assert.deepEqual({ ...value.data }, { caused: 'hunter2' });
    assert.equal(value.extensions.traceparent.split('-')[1], traceId);
    await events.return?.();
  }, silent);
  const spans = Object.fromEntries(receiver.spans().map((span) => [span.name, span]));
  const { 'mutation add': add, 'query broken': broken } = spans;
  assert.deepEqual(
    [add?.kind, add?.traceId, add?.parentSpanId, add?.failed],
    [2, traceId, spanIdOf(elsewhere), false],
  );
  assert.deepEqual([given[0]?.split('-')[1], spanIdOf(given[0])], [traceId, add?.spanId]);
  assert.equal(spanIdOf(given[1]), broken?.spanId);
  assert.deepEqual(add?.attributes, {
    'graphql.operation.type': 'mutation',
    'graphql.operation.name': 'Add',
    'outlay.subgraph': 'notes',
  });
  assert.deepEqual(
    [broken?.failed, broken?.attributes['error.type']],
    [true, 'INTERNAL_SERVER_ERROR_MASKED'],
  );
  assert.deepEqual([spans['push caused']?.kind, spans['push caused']?.traceId], [4, traceId]);
  assert.ok(!receiver.bodies().join('').includes('hunter2'));
  const [line] = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
  assert.equal(line?.['requestId'], 'request-1');
  assert.deepEqual([line?.['trace_id'], line?.['span_id']], [traceId, broken?.spanId]);
});

test('while it is off, a trace passes through as it came, and log lines still name the request', async () => {
  const { lines, logger } = listening();
  const { subgraph, tell } = notesSubgraph();
  const given: (string | undefined)[] = [];
  const context: typeof subgraph.context = (request) => {
    given.push(request.traceparent);
    logger.info('about a request');
    return request;
  };
  const executor = new SubgraphExecutor({ ...subgraph, context }, logger);
  const request = { viewer: null, requestId: 'request-2', traceparent: elsewhere };
  await executor.execute({ query: '{ viewer }' }, request);
  assert.deepEqual(given, [elsewhere]);
  const line = JSON.parse(lines[0]!) as Record<string, unknown>;
  assert.deepEqual([line['requestId'], line['trace_id']], ['request-2', undefined]);
  const events = await executor.subscribe({ query: 'subscription { caused }' }, request);
  assert.ok(Symbol.asyncIterator in events);
  tell('news');
  const { value } = await events.next();
  assert.deepEqual(value.extensions, { traceparent: elsewhere });
  await events.return?.();
  assert.equal(activeTraceparent(), undefined);
  const none = startSpan('none', { kind: SpanKind.SERVER, parent: undefined });
  assert.equal(
    withinSpan(none, () => 7),
    7,
  );
  assert.equal(await withinSpan(none, async () => activeTraceparent()), undefined);
});

test('a collector that is away is complained about, and keeps nothing from stopping', async () => {
  const { lines, logger } = listening();
  const receiver = await startOtlpReceiver();
  await receiver.stop();
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
  process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '200';
  const telemetry = await startTelemetry({ piece: 'notes', environment: process.env, logger });
  startSpan('lost', { kind: SpanKind.INTERNAL, parent: undefined }).end();
  await telemetry.stop();
  delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  delete process.env['OTEL_EXPORTER_OTLP_TIMEOUT'];
  assert.ok(lines.some((line) => line.includes('the last spans could not be sent')));
});

test('the SDK is loaded only when it is switched on', async () => {
  const program = fileURLToPath(new URL('./loaded-modules.ts', import.meta.url));
  const loaded = async (environment: Record<string, string>) => {
    const run = promisify(execFile)(process.execPath, [program], { env: environment });
    return (await run).stdout.split('\n').filter((line) => line.includes('sdk-trace-node'));
  };
  assert.deepEqual(await loaded({}), []);
  assert.notDeepEqual(await loaded({ OTEL_TRACES_EXPORTER: 'console' }), []);
});
