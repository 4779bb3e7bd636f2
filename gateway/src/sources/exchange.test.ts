import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { Pool } from 'undici';
import { exchange } from './exchange.ts';

const request = {
  path: '/graphql',
  headers: ['content-type', 'application/json'],
  body: '{"é":1}',
};

async function served(answer: RequestListener, options: Pool.Options = {}) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, options);
  return {
    pool,
    [Symbol.asyncDispose]: async () => {
      await pool.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a body is sent as it is, and the answer is whole however it is cut', async () => {
  await using there = await served(async (asked, response) => {
    const pieces = await Array.fromAsync(asked as AsyncIterable<Buffer>);
    const told = [asked.method, asked.headers['content-type'], Buffer.concat(pieces).toString()];
    const bytes = Buffer.from(`${told.join()} €`);
    response.writeHead(202);
    response.write(bytes.subarray(0, -1));
    setImmediate(() => response.end(bytes.subarray(-1)));
  });
  const answered = await exchange(there.pool, request);
  assert.deepEqual(answered, { status: 202, text: 'POST,application/json,{"é":1} €' });
});

test('an answer without a body is an empty text', async () => {
  await using there = await served((_asked, response) => void response.writeHead(204).end());
  assert.deepEqual(await exchange(there.pool, request), { status: 204, text: '' });
});

test('a request that is given up ends at once with the reason, and the connection with it', async () => {
  const gone: string[] = [];
  await using there = await served((asked, response) => {
    response.on('close', () => gone.push(asked.url ?? ''));
    response.writeHead(200).write('some');
    giveUp.abort(new Error('late'));
  });
  const giveUp = new AbortController();
  await assert.rejects(exchange(there.pool, request, giveUp.signal), /^Error: late$/);
  await eventually(() => gone.length === 1);
});

test('a request that was given up before it had a connection is never sent', async () => {
  const asked: string[] = [];
  const release = Promise.withResolvers<void>();
  const options = { connections: 1, pipelining: 1 };
  await using there = await served(async ({ url = '' }, response) => {
    asked.push(url);
    await release.promise;
    response.end('{}');
  }, options);
  const giveUp = new AbortController();
  const first = exchange(there.pool, { ...request, path: '/first' });
  const waiting = exchange(there.pool, { ...request, path: '/waiting' }, giveUp.signal);
  const last = exchange(there.pool, { ...request, path: '/last' });
  giveUp.abort(new Error('late'));
  await assert.rejects(waiting, /late/);
  release.resolve();
  await Promise.all([first, last]);
  assert.deepEqual(asked, ['/first', '/last']);
  const before = AbortSignal.abort(new Error('before'));
  await assert.rejects(exchange(there.pool, request, before), /before/);
  assert.equal(asked.length, 2);
});

test('an answer that is too long, or a connection that breaks, rejects', async () => {
  const options = { maxResponseSize: 10 };
  await using long = await served((_asked, response) => response.end('x'.repeat(11)), options);
  await assert.rejects(exchange(long.pool, request), { code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
  await using broken = await served((_asked, response) => void response.socket?.destroy());
  await assert.rejects(exchange(broken.pool, request), { code: 'UND_ERR_SOCKET' });
});
