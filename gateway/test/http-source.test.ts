import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { httpSource } from '../src/sources/http.ts';
import { memoryLogger } from './fixture/house.ts';
import { peopleSubgraph } from './fixture/people.ts';

const gatewaySecret = randomUUID();
const { logger } = memoryLogger();

describe('a subgraph answers the gateway alone', () => {
  test('and refuses what is unsigned, altered, replayed or meant for another', async () => {
    const sent: { headers: Record<string, string>; body: string }[] = [];

    const subgraph = peopleSubgraph();
    const served = await serveSubgraph(subgraph, {
      host: '127.0.0.1',
      port: 0,
      gatewaySecret,
      logger,
    });
    const tapped = await startTap((headers, body) => void sent.push({ headers, body }));
    const viewer = {
      userId: randomUUID(),
      bookId: randomUUID(),
      sessionId: randomUUID(),
      roles: ['MEMBER' as const],
      expiresAt: 2_000_000_000,
    };
    const source = httpSource({ name: 'people', url: tapped.url, gatewaySecret, logger });
    const query = '{ me { name } }';
    const request = { viewer, requestId: 'of-a-test' };
    // The tap doesn't answer sensibly; what matters is what it heard.
    const capture = async () => {
      await source.execute({ query, request }).catch(() => {});
      return sent.pop()!;
    };
    const statusOf = async ({ headers, body }: { headers: Record<string, string>; body: string }) =>
      (await fetch(`${served.url}/graphql`, { method: 'POST', headers, body })).status;
    const without = (
      { headers, body }: { headers: Record<string, string>; body: string },
      name: string,
    ) => ({
      headers: Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name)),
      body,
    });

    const genuine = await capture();
    assert.equal(await statusOf(genuine), 200);
    assert.equal(await statusOf(genuine), 401, 'replayed');
    const fresh = await capture();
    assert.equal(await statusOf(without(fresh, 'x-outlay-signature')), 401, 'unsigned');
    assert.equal(await statusOf(without(fresh, 'x-outlay-viewer')), 401, 'without a viewer');
    const altered = { ...fresh, body: fresh.body.replace('name', 'id') };
    assert.equal(await statusOf(altered), 401, 'altered');
    const other = Buffer.from(JSON.stringify({ ...viewer, userId: randomUUID() }));
    const headers = { ...fresh.headers, 'x-outlay-viewer': other.toString('base64url') };
    assert.equal(await statusOf({ ...fresh, headers }), 401, 'for another viewer');
    assert.equal(await statusOf(fresh), 200, 'none of this used up the genuine one');
    const elsewhere = httpSource({ name: 'notes', url: tapped.url, gatewaySecret, logger });
    await elsewhere.execute({ query, request }).catch(() => {});
    assert.equal(await statusOf(sent.pop()!), 401, 'meant for another subgraph');
    assert.equal(subgraph.asked.length, 2);
    await Promise.all([source.stop(), elsewhere.stop(), served.stop(), tapped.stop()]);
  });
});

describe('a source', () => {
  type Handle = (request: IncomingMessage, response: ServerResponse, nth: number) => void;
  async function withServer(handle: Handle, use: (url: string) => Promise<void>): Promise<number> {
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      request.resume();
      request.once('end', () => handle(request, response, requests));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      await use(`http://127.0.0.1:${port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    return requests;
  }
  const request = { viewer: null, requestId: 'of-a-test' };
  const ok: Handle = (_request, response) => void response.end('{"data":{"a":1}}');
  /** As a subgraph does that closes an idle connection just when it is used again. */
  const closesOnTheSecond: Handle = (incoming, response, nth) => {
    if (nth === 2) incoming.socket.destroy();
    else ok(incoming, response, nth);
  };

  test('asks again when a kept connection was closed under a query', async () => {
    const requests = await withServer(closesOnTheSecond, async (url) => {
      const source = httpSource({ name: 'notes', url, gatewaySecret, logger });
      await source.execute({ query: '{ a }', request });
      const { data } = await source.execute({ query: 'query A { a }', request });
      assert.deepEqual(data, { a: 1 });
      await source.stop();
    });
    assert.equal(requests, 3);
  });

  test('never sends a mutation twice', async () => {
    const requests = await withServer(closesOnTheSecond, async (url) => {
      const source = httpSource({ name: 'notes', url, gatewaySecret, logger });
      await source.execute({ query: '{ a }', request });
      const mutation = source.execute({ query: 'mutation A { a }', request });
      await assert.rejects(mutation, { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } });
      await source.stop();
    });
    assert.equal(requests, 2);
  });

  test('sends anything again that a stopping subgraph refused unread', async () => {
    const requests = await withServer(
      (_request, response, nth) => {
        if (nth < 3)
          response.writeHead(503).end('{"errors":[{"extensions":{"code":"SHUTTING_DOWN"}}]}');
        else response.end('{"data":{"a":1}}');
      },
      async (url) => {
        const source = httpSource({ name: 'notes', url, gatewaySecret, logger });
        const { data } = await source.execute({ query: 'mutation A { a }', request });
        assert.deepEqual(data, { a: 1 });
        await source.stop();
      },
    );
    assert.equal(requests, 3);
  });

  test('takes only an answer for an answer', async () => {
    const answers: [number, string][] = [
      [500, '{"data":{"a":1}}'],
      [200, '<html>proxy</html>'],
      [200, '[]'],
      [200, '{"data":1}'],
      [200, '{"errors":["text"]}'],
      [200, ''],
    ];
    for (const [status, body] of answers) {
      const respond: Handle = (_request, response) => {
        response.statusCode = status;
        response.end(body);
      };
      await withServer(respond, async (url) => {
        const source = httpSource({ name: 'notes', url, gatewaySecret, logger });
        const answer = source.execute({ query: '{ a }', request });
        await assert.rejects(answer, { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }, body);
        await assert.rejects(source.health());
        await source.stop();
      });
    }
  });
});

/** A server that hears requests and answers nothing of use. */
async function startTap(hear: (headers: Record<string, string>, body: string) => void) {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { connection: _c, 'content-length': _l, host: _h, ...headers } = request.headers;
      hear(headers as Record<string, string>, Buffer.concat(pieces).toString());
      response.statusCode = 404;
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
