import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { currentRequestId } from '@outlay/service-kit/request-id.ts';
import { startTelemetry, type Telemetry } from '@outlay/service-kit/telemetry.ts';
import { type OtlpReceiver, startOtlpReceiver } from '@outlay/testkit/otlp-receiver.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { pino } from 'pino';
import { register } from 'prom-client';
import { inProcessSource } from '../../src/sources/in-process.ts';
import { postOf, rawConnection } from '../fixture/bytes.ts';
import { startHouse, tokenMaker } from '../fixture/house.ts';

const traceId = 'c'.repeat(32);
const traceparent = `traceparent: 00-${traceId}-${'d'.repeat(16)}-01\r\n`;
const requestId = 'client-chose-it';
const chosen = `x-request-id: ${requestId}\r\n${traceparent}`;

const post = (query: string, headers = ''): string =>
  postOf(JSON.stringify({ query }), chosen + headers);
const get = (query: string): string =>
  `GET /graphql?query=${encodeURIComponent(query)} HTTP/1.1\r\nhost: outlay\r\n${chosen}apollo-require-preflight: 1\r\n\r\n`;

type Row = {
  readonly what: string;
  readonly bytes: string;
  readonly line: { readonly status: number; readonly operation?: string; readonly kind?: string };
  /** What its span is called. */
  readonly title: string;
  readonly failed?: boolean;
  readonly method?: string;
};

const long = 'a'.repeat(100);
/** Of somebody, where the keys to check it with are away. */
const token = await (await tokenMaker()).token();

const rows: readonly Row[] = [
  {
    what: 'a query',
    bytes: post('query Slow { slow(ms: 40) }'),
    line: { status: 200, operation: 'Slow', kind: 'query' },
    title: 'query Slow',
  },
  {
    what: 'a query without a name',
    bytes: post('{ requestId }'),
    line: { status: 200, kind: 'query' },
    title: 'query',
  },
  {
    what: 'one with a name too long to be told',
    bytes: post(`query ${long} { requestId }`),
    line: { status: 200, operation: long.slice(0, 64), kind: 'query' },
    title: `query ${long.slice(0, 64)}`,
  },
  {
    what: 'a mutation',
    bytes: post('mutation In { signIn(name: "Ada") }'),
    line: { status: 200, operation: 'In', kind: 'mutation' },
    title: 'mutation In',
  },
  {
    what: 'a subscription, which is refused',
    bytes: post('subscription New { noteAdded { text } }'),
    line: { status: 400, operation: 'New', kind: 'subscription' },
    title: 'subscription New',
  },
  {
    what: 'a mutation by GET, which is refused',
    bytes: get('mutation Sly { signIn(name: "Ada") }'),
    line: { status: 405, operation: 'Sly', kind: 'mutation' },
    title: 'mutation Sly',
    method: 'GET',
  },
  {
    what: 'what is wrong',
    bytes: post('query Wrong { nothingLikeIt }'),
    line: { status: 400, operation: 'Wrong', kind: 'query' },
    title: 'query Wrong',
  },
  {
    what: 'what is no document',
    bytes: post('{'),
    line: { status: 400 },
    title: 'POST',
  },
  {
    what: 'what is no JSON',
    bytes: postOf('{', chosen),
    line: { status: 400 },
    title: 'POST',
  },
  {
    what: 'one that could not be answered',
    bytes: post('query Who { requestId }', `authorization: Bearer ${token}\r\n`),
    line: { status: 503 },
    title: 'POST',
    failed: true,
  },
];

type House = Awaited<ReturnType<typeof startHouse>>;

const linesOf = ({ logged }: House) =>
  logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['msg'] === 'request');

/** The value of a sample, which is named with its labels; 0 where there is none. */
async function counted(metric: string, sample: string): Promise<number> {
  const lines = (await register.getSingleMetricAsString(metric)).split('\n');
  return Number(lines.find((line) => line.startsWith(`${sample} `))?.slice(sample.length) ?? 0);
}

describe('a plain request is told of as one that the HTTP server reads', () => {
  let receiver: OtlpReceiver;
  let telemetry: Telemetry;
  /** The requests that are being worked for while a subgraph is asked. */
  const workedFor: (string | undefined)[] = [];
  /** How many requests the HTTP server made of bytes. */
  let parsed = 0;
  const onParsed = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    if (request.url?.startsWith('/graphql')) parsed += 1;
  };

  before(async () => {
    subscribe('http.server.request.start', onParsed);
    receiver = await startOtlpReceiver();
    // The SDK reads the environment itself.
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
    const logger = pino({ level: 'silent' });
    telemetry = await startTelemetry({ piece: 'gateway', environment: process.env, logger });
  });
  after(async () => {
    unsubscribe('http.server.request.start', onParsed);
    await telemetry.stop();
    await receiver.stop();
  });

  for (const [way, fastPath] of [
    ['plain', true],
    ['by the HTTP server', false],
  ] as const) {
    describe(way, () => {
      let house: House;
      before(async () => {
        house = await startHouse({
          fastPath,
          jwks: async () => Promise.reject(new Error('the keys are away')),
          sources: (subgraphs) =>
            subgraphs.map((subgraph) => {
              const source = inProcessSource(subgraph, pino({ level: 'silent' }));
              return {
                ...source,
                execute: (asked, signal) => {
                  workedFor.push(currentRequestId());
                  return source.execute(asked, signal);
                },
              };
            }),
        });
      });
      after(() => house.gateway.stop());

      for (const { what, bytes, line, method = 'POST' } of rows) {
        test(what, async () => {
          using connection = await rawConnection(house.url);
          const told = linesOf(house).length;
          // A connection's first request is the server's, whatever it is.
          connection.send(postOf(JSON.stringify({ query: 'query First { requestId }' })));
          await connection.answer();
          await eventually(() => linesOf(house).length === told + 1);

          const { status, kind = 'none' } = line;
          const labels = `transport="http",kind="${kind}"`;
          const seconds = 'outlay_gateway_request_seconds';
          const figures = async () => ({
            total: await counted(
              'outlay_gateway_requests_total',
              `outlay_gateway_requests_total{${labels},status="${status}"}`,
            ),
            timed: await counted(seconds, `${seconds}_count{${labels}}`),
            seconds: await counted(seconds, `${seconds}_sum{${labels}}`),
          });
          const before = await figures();
          workedFor.length = 0;
          parsed = 0;
          connection.send(bytes);
          assert.equal((await connection.answer()).status, status);
          await eventually(() => linesOf(house).length === told + 2);
          assert.equal(parsed, fastPath && method === 'POST' ? 0 : 1);

          const { ms, time: _time, pid: _pid, hostname: _host, ...rest } = linesOf(house).at(-1)!;
          const route = { requestId, method, route: '/graphql', trace_id: traceId };
          assert.deepEqual(rest, { level: 30, ...route, ...line, msg: 'request' });
          assert.ok(typeof ms === 'number' && ms >= 0);
          assert.ok(workedFor.every((id) => id === requestId));
          assert.equal(workedFor.length, status === 200 ? 1 : 0);

          const now = await figures();
          assert.deepEqual([now.total, now.timed], [before.total + 1, before.timed + 1]);
          const took = now.seconds - before.seconds;
          assert.ok(Math.abs(took - ms / 1_000) < 0.001, `${took} s, ${ms} ms`);
          if (what === 'a query') assert.ok(took > 0.02 && took < 15, `${took} s`);
        });
      }
    });
  }

  test('and both are spans of the client’s trace', async () => {
    await telemetry.stop();
    const spans = receiver.spans().filter((span) => span.traceId === traceId);
    const requests = spans.filter(({ parentSpanId }) => parentSpanId === 'd'.repeat(16));
    const expected = rows.map(({ line, title, failed = false, method = 'POST' }) => {
      const { status, kind, operation } = line;
      const attributes = {
        'http.request.method': method,
        'http.route': '/graphql',
        ...(kind !== undefined && { 'graphql.operation.type': kind }),
        ...(operation !== undefined && { 'graphql.operation.name': operation }),
        'http.response.status_code': status,
        ...(failed && { 'error.type': String(status) }),
      };
      return { name: title, kind: 2, failed, attributes };
    });
    const told = requests.map(({ name, kind, failed, attributes }) => {
      return { name, kind, failed, attributes };
    });
    assert.deepEqual(told, [...expected, ...expected]);
    for (const { name, spanId } of requests.filter(({ name }) => name === 'query Slow')) {
      assert.ok(
        spans.some((span) => span.name === 'fetch people' && span.parentSpanId === spanId),
        name,
      );
    }
  });
});
