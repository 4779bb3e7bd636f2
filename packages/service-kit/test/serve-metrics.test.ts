import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counter, Gauge, register } from 'prom-client';
import { SubgraphExecutor } from '../src/execute.ts';
import { serveSubgraph } from '../src/serve.ts';
import { startMetricsServer } from '../src/serve-metrics.ts';
import { listening, notesSubgraph, silent } from './fixture.ts';

const place = { host: '127.0.0.1', port: 0, logger: silent };

async function served(options: Partial<Parameters<typeof startMetricsServer>[0]> = {}) {
  const server = await startMetricsServer({ ...place, ...options });
  return {
    server,
    scrape: async () => (await fetch(server.url)).text(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** The value of a sample by its name and labels as they are printed. */
function sample(text: string, line: string): number | undefined {
  const found = text.split('\n').find((each) => each.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.split(' ').at(-1));
}

test('tells what the process counts, and Node’s own metrics, however often it is started', async () => {
  const counter = new Counter({ name: 'outlay_test_notes_total', help: 'Notes.' });
  counter.inc(3);
  await using first = await served();
  await using second = await served();
  for (const { server, scrape } of [first, second]) {
    const response = await fetch(server.url);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const text = await scrape();
    assert.equal(sample(text, 'outlay_test_notes_total'), 3);
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']) {
      assert.notEqual(sample(text, name), undefined, name);
    }
    assert.equal((await fetch(new URL('/', server.url))).status, 404);
    assert.equal((await fetch(server.url, { method: 'POST' })).status, 404);
  }
});

test('a metric that hangs or fails is left out and counted, and the rest is told', async (t) => {
  let asked = 0;
  const release = Promise.withResolvers<void>();
  register.registerMetric(
    new Gauge({
      name: 'outlay_test_hanging',
      help: 'Hangs.',
      collect: () => {
        asked += 1;
        return release.promise;
      },
    }),
  );
  register.registerMetric(
    new Gauge({
      name: 'outlay_test_failing',
      help: 'Fails.',
      collect: () => Promise.reject(new Error('the database is away')),
    }),
  );
  t.after(() => {
    register.removeSingleMetric('outlay_test_hanging');
    register.removeSingleMetric('outlay_test_failing');
  });
  const { lines, logger } = listening();
  await using house = await served({ logger, collectMs: 20 });
  await house.scrape();
  const text = await house.scrape();
  assert.ok(!/outlay_test_(hanging|failing)\b(?!")/.test(text), text);
  assert.notEqual(sample(text, 'process_resident_memory_bytes'), undefined);
  const told = lines.filter((line) => line.includes('left a metric out'));
  assert.equal(told.length, 4);
  assert.equal(asked, 1, 'a collector that was still at it was started again');
  release.resolve();
  // It is asked anew once it has answered.
  const after = await house.scrape();
  assert.equal(asked, 2);
  assert.equal(sample(after, 'outlay_test_hanging'), 0);
  for (const metric of ['outlay_test_hanging', 'outlay_test_failing']) {
    assert.ok((sample(after, `outlay_metrics_left_out_total{metric="${metric}"}`) ?? 0) >= 2);
  }
});

test('stopping breaks off a scrape that waits, and a second stop is the same', async () => {
  const { server } = await served();
  await server.stop();
  await server.stop();
  await assert.rejects(fetch(server.url));
});

test('a taken port is told by the setting that names it', async () => {
  await using taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  await assert.rejects(startMetricsServer({ ...place, port }), {
    code: 'EADDRINUSE',
    setting: 'METRICS_PORT',
  });
});

test('operations are told by piece, kind, root field and outcome, requests by route and status', async (t) => {
  const { subgraph, tell } = notesSubgraph();
  const server = await serveSubgraph(
    { ...subgraph, name: 'counted' },
    { ...place, gatewaySecret: 'the secret of gateway and subgraphs' },
  );
  t.after(() => server.stop());
  const executor = new SubgraphExecutor({ ...subgraph, name: 'counted' }, silent);
  const request = { viewer: null, requestId: 'r' };
  await executor.execute({ query: 'query chosenByAClient { mine: echo(text: "a") }' }, request);
  await executor.execute({ query: '{ broken }' }, request);
  await executor.execute({ query: 'mutation { add(text: "a") }' }, request);
  const events = await executor.subscribe({ query: 'subscription { notes }' }, request);
  assert.ok(Symbol.asyncIterator in events);
  await fetch(`${server.url}/graphql`, { method: 'POST', body: 'not JSON' });
  await fetch(`${server.url}/readyz`);
  await fetch(`${server.url}/nothing-like-this`);

  await using house = await served();
  const text = await house.scrape();
  const counted = (kind: string, field: string, outcome: string) => {
    const labels = `piece="counted",kind="${kind}",field="${field}",outcome="${outcome}"`;
    return sample(text, `outlay_subgraph_operation_seconds_count{${labels}}`);
  };
  assert.equal(counted('query', 'echo', 'ok'), 1);
  assert.equal(counted('query', 'broken', 'error'), 1);
  assert.equal(counted('mutation', 'add', 'ok'), 1);
  assert.equal(counted('subscription', 'notes', 'ok'), 1);
  assert.ok(!text.includes('chosenByAClient'));
  const requests = (route: string, status: number) =>
    sample(text, `outlay_http_requests_total{piece="counted",route="${route}",status="${status}"}`);
  assert.equal(requests('/graphql', 415), 1);
  assert.equal(requests('/readyz', 200), 1);
  assert.equal(requests('none', 404), 1);

  const open = async () =>
    sample(await house.scrape(), 'outlay_subgraph_open_subscriptions{piece="counted"}');
  assert.equal(await open(), 1);
  tell('a');
  await events.next();
  assert.equal(await open(), 1);
  await events.return?.();
  await events.return?.();
  assert.equal(await open(), 0);
});
