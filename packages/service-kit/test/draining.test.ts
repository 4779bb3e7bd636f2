import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@outlay/testkit/wait.ts';
import { fastify } from 'fastify';
import { attachDraining, type DrainTimes } from '../src/draining.ts';
import { healthy } from '../src/health.ts';
import { serveProbes } from '../src/probes.ts';

const hour = 3_600_000;

/** A server with a route that answers when it is told to, and a gate where requests may have to wait. */
async function startServer(times: DrainTimes) {
  const answers: (() => void)[] = [];
  const gate = { open: true, waiting: [] as (() => void)[] };
  const server = fastify({
    serverFactory: (handle) =>
      createServer((incoming, response) => {
        if (gate.open) handle(incoming, response);
        else gate.waiting.push(() => handle(incoming, response));
      }),
    forceCloseConnections: true,
  });
  const draining = attachDraining(server, times);
  serveProbes(server, { readiness: async () => healthy, isLeaving: draining.isLeaving });
  server.get('/', async () => 'here');
  server.get('/slow', () => new Promise<string>((resolve) => answers.push(() => resolve('done'))));
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true });
  const ask = async (path = '/') => {
    const sent = request(url + path, { agent }).end();
    const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
    let body = '';
    for await (const piece of response) body += String(piece);
    const { connection } = response.headers;
    return { status: response.statusCode, connection, body, headers: response.headers };
  };
  return {
    draining,
    gate,
    answers,
    ask,
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      await server.close();
    },
  };
}

const probes = async ({ ask }: Awaited<ReturnType<typeof startServer>>) => {
  const paths = ['/livez', '/healthz', '/startupz', '/readyz'];
  return Promise.all(paths.map(async (path) => (await ask(path)).status));
};

test('while it serves, connections are kept and every probe says yes', async () => {
  await using server = await startServer({});
  assert.deepEqual(await probes(server), [200, 200, 200, 200]);
  const { status, connection } = await server.ask();
  assert.deepEqual([status, connection], [200, 'keep-alive']);
});

test('while it leaves, it serves everything, is not ready, and each answer ends its connection', async () => {
  await using server = await startServer({ drainDelayMs: hour });
  const early = server.ask('/slow');
  await eventually(() => server.answers.length === 1);
  void server.draining.leave();
  assert.deepEqual(await probes(server), [200, 200, 200, 503]);
  assert.equal((await server.ask('/readyz')).body, '{"ready":false,"problems":["stopping"]}');
  for (let count = 0; count < 3; count += 1) {
    const { status, body, connection } = await server.ask();
    assert.deepEqual([status, body, connection], [200, 'here', 'close']);
  }
  server.answers[0]?.();
  const { status, connection } = await early;
  assert.deepEqual([status, connection], [200, 'close']);
});

test('while it finishes, what is new is refused, and what is in hand is waited for', async () => {
  await using server = await startServer({ drainMs: hour });
  const early = server.ask('/slow');
  await eventually(() => server.answers.length === 1);
  await server.draining.leave();
  let finished = false;
  const finishing = server.draining.finish().then(() => (finished = true));
  const refused = await server.ask();
  assert.deepEqual([refused.status, refused.connection], [503, 'close']);
  assert.equal(refused.headers['retry-after'], '1');
  assert.match(refused.body, /"code":"SHUTTING_DOWN"/);
  assert.deepEqual(await probes(server), [200, 200, 200, 503]);
  assert.equal(finished, false);
  server.answers[0]?.();
  assert.equal((await early).body, 'done');
  await finishing;
});

test('a request that came in time is answered, however long it waits for its turn', async () => {
  await using server = await startServer({ drainMs: hour });
  server.gate.open = false;
  const early = server.ask();
  await eventually(() => server.gate.waiting.length === 1);
  await server.draining.leave();
  const finishing = server.draining.finish();
  server.gate.open = true;
  for (const handle of server.gate.waiting) handle();
  assert.deepEqual([(await early).status, (await early).body], [200, 'here']);
  await finishing;
});

test('what is still in hand when the time is up is not waited for', async () => {
  await using server = await startServer({ drainMs: 10 });
  const broken = assert.rejects(server.ask('/slow'));
  await eventually(() => server.answers.length === 1);
  await server.draining.leave();
  const late = sleep(5_000, 'late', { ref: false });
  assert.notEqual(await Promise.race([server.draining.finish(), late]), 'late');
  await server[Symbol.asyncDispose]();
  await broken;
});
