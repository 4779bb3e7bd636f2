import { startTelemetry, type Telemetry } from '@outlay/service-kit/telemetry.ts';
import { type OtlpReceiver, startOtlpReceiver } from '@outlay/testkit/otlp-receiver.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { register } from 'prom-client';
import { WebSocket } from 'ws';
import { inProcessSource } from '../src/sources/in-process.ts';
import { startHouse } from './fixture/house.ts';

const traceId = 'a'.repeat(32);
const traceparent = `00-${traceId}-${'b'.repeat(16)}-01`;
/** What clients write, in every place that they can; nothing of it may be told. */
const secret = 'hunter2';

type House = Awaited<ReturnType<typeof startHouse>>;
type Line = Record<string, unknown>;

const linesOf = ({ logged }: House, msg: string) =>
  logged.map((line) => JSON.parse(line) as Line).filter((line) => line['msg'] === msg);

async function clientOf({ url, tokens }: House) {
  const authorization = `Bearer ${await tokens.token()}`;
  return createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
  });
}

const samples = async (name: string) =>
  (await register.getSingleMetricAsString(name))
    .split('\n')
    .filter((line) => !line.startsWith('#'));

describe('every request is told of once', () => {
  let house: House;
  before(async () => {
    house = await startHouse();
  });
  after(() => house.gateway.stop());

  test('in the log, by what was asked and what came of it, and by nothing that was written', async () => {
    const token = await house.tokens.token();
    const headers = { 'x-request-id': 'request-1' };
    const query = `query Notes($text: String!) { note(text: $text) { text } }`;
    const asked = { token, headers, variables: { text: secret }, operationName: 'Notes' };
    assert.equal((await house.ask(query, asked)).status, 200);
    assert.equal((await house.ask(`{ no${secret} }`, { token })).status, 400);
    await fetch(`${house.gateway.url}/${secret}?${secret}`);
    await fetch(`${house.gateway.url}/readyz`);
    await eventually(() => linesOf(house, 'request').length === 3);
    const lines = linesOf(house, 'request');
    const { time: _time, pid: _pid, hostname: _host, level: _level, ms, ...first } = lines[0]!;
    assert.ok(typeof ms === 'number' && ms > 0);
    assert.deepEqual(first, {
      requestId: 'request-1',
      method: 'POST',
      route: '/graphql',
      status: 200,
      operation: 'Notes',
      kind: 'query',
      msg: 'request',
    });
    assert.deepEqual([lines[1]?.['status'], lines[1]?.['kind']], [400, 'query']);
    assert.deepEqual([lines[2]?.['status'], lines[2]?.['route']], [404, undefined]);
    assert.ok(!house.logged.join('').includes(secret), house.logged.join(''));
    assert.ok(!house.logged.join('').includes(house.tokens.userId));
  });

  test('on a socket too, where a subscription is told of when it starts', async () => {
    const client = await clientOf(house);
    const answers = client.iterate({ query: 'query Who { requestId }' });
    assert.ok((await answers.next()).value.data);
    const failing = client.iterate({ query: `query Bad { no${secret} }` });
    await failing.next().catch(() => {});
    const events = client.iterate({ query: 'subscription New { noteAdded { text } }' });
    const first = events.next();
    await eventually(() => house.notes.listeners() > 0);
    house.notes.add(secret);
    await first;
    assert.deepEqual(await samples('outlay_gateway_open_sockets'), [
      'outlay_gateway_open_sockets 1',
    ]);
    assert.deepEqual(await samples('outlay_gateway_open_subscriptions'), [
      'outlay_gateway_open_subscriptions 1',
    ]);
    const lines = linesOf(house, 'operation on a socket');
    assert.deepEqual(
      lines.map(({ operation, kind, status }) => [operation, kind, status]),
      [
        ['Who', 'query', 'ok'],
        ['Bad', 'query', 'failed'],
        ['New', 'subscription', 'ok'],
      ],
    );
    assert.ok(lines.every(({ requestId }) => typeof requestId === 'string'));
    assert.ok(!house.logged.join('').includes(secret));
    await events.return?.();
    await client.dispose();
    await eventually(async () => (await samples('outlay_gateway_open_sockets'))[0]?.endsWith(' 0'));
    assert.deepEqual(await samples('outlay_gateway_open_subscriptions'), [
      'outlay_gateway_open_subscriptions 0',
    ]);
  });

  test('and counted, by transport, kind and outcome', async () => {
    const counted = await samples('outlay_gateway_requests_total');
    const http = 'transport="http",kind="query"';
    assert.ok(counted.includes(`outlay_gateway_requests_total{${http},status="200"} 1`));
    assert.ok(counted.includes(`outlay_gateway_requests_total{${http},status="400"} 1`));
    const socket = 'transport="websocket",kind="subscription"';
    assert.ok(counted.includes(`outlay_gateway_requests_total{${socket},status="ok"} 1`));
  });
});

describe('while tracing is on', () => {
  let house: House;
  let receiver: OtlpReceiver;
  let telemetry: Telemetry;
  const logger = pino({ level: 'silent' });

  before(async () => {
    receiver = await startOtlpReceiver();
    // The SDK reads the environment itself.
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
    telemetry = await startTelemetry({ piece: 'gateway', environment: process.env, logger });
    house = await startHouse({
      // A subgraph whose events say which trace caused them.
      sources: (subgraphs) =>
        subgraphs.map((subgraph) => {
          const source = inProcessSource(subgraph, logger);
          const { subscribe } = source;
          const told = { extensions: { traceparent } };
          return {
            ...source,
            subscribe: (request, sink) =>
              subscribe(request, { ...sink, next: (event) => sink.next({ ...event, ...told }) }),
          };
        }),
    });
  });
  after(async () => {
    await house.gateway.stop();
    await telemetry.stop();
    await receiver.stop();
  });

  test('a request, its fetches and what subgraphs do are one trace, the client’s', async () => {
    const token = await house.tokens.token();
    const query = `query Mine { me { id notes { text } } }`;
    const { status } = await house.ask(query, { token, headers: { traceparent } });
    assert.equal(status, 200);
    await telemetry.stop();
    assert.ok(receiver.spans().every((span) => span.traceId === traceId));
    // Apollo's own, of planning and executing, are beside ours.
    const spans = receiver.spans().filter(({ name }) => !name.startsWith('gateway.'));
    const child = (name: string, parent: string | undefined) => {
      const found = spans.find((span) => span.name === name && span.parentSpanId === parent);
      assert.ok(found, `no span ${name} below ${parent}: ${JSON.stringify(spans)}`);
      return found;
    };
    const request = child('query Mine', 'b'.repeat(16));
    assert.deepEqual(request.attributes, {
      'http.request.method': 'POST',
      'http.route': '/graphql',
      'http.response.status_code': 200,
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Mine',
    });
    child('query me', child('fetch people', request.spanId).spanId);
    child('query _entities', child('fetch notes', request.spanId).spanId);
    assert.equal(spans.length, 5);
    const line = linesOf(house, 'request')[0];
    assert.equal(line?.['trace_id'], traceId);
  });

  test('an event is joined under the trace that caused it, which its reader never sees', async () => {
    telemetry = await startTelemetry({ piece: 'gateway', environment: process.env, logger });
    const client = await clientOf(house);
    const query = 'subscription New { noteAdded { text author { name } } }';
    const events = client.iterate({ query });
    const first = events.next();
    await eventually(() => house.notes.listeners() > 0);
    house.notes.add(secret);
    const { value } = await first;
    assert.deepEqual(value?.data, { noteAdded: { text: secret, author: { name: 'Ada' } } });
    await events.return?.();
    await client.dispose();
    await telemetry.stop();
    const spans = receiver.spans();
    const push = spans.find(({ name }) => name === 'push');
    assert.deepEqual([push?.traceId, push?.parentSpanId], [traceId, 'b'.repeat(16)]);
    const fetch = spans.findLast(({ name }) => name === 'fetch people');
    assert.deepEqual([fetch?.traceId, fetch?.parentSpanId], [traceId, push?.spanId]);
    const start = spans.find(({ name }) => name === 'subscription New');
    assert.notEqual(start?.traceId, traceId);
    assert.ok(!receiver.bodies().join('').includes(secret));
  });
});
