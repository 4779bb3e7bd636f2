import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { createClient } from 'graphql-ws';
import { register } from 'prom-client';
import { WebSocket } from 'ws';
import { manners } from '../src/http/manners.ts';
import { httpSource } from '../src/sources/http.ts';
import { inProcessSource } from '../src/sources/in-process.ts';
import { postOf, rawConnection } from './fixture/bytes.ts';
import { memoryLogger, startHouse } from './fixture/house.ts';
import { hung } from './fixture/trouble.ts';

const waits = '{ note(text: "slow") { text } }';
const quick = JSON.stringify({ query: '{ requestId }' });
const tokenOf = (house: House) => house.tokens.token();
type House = Awaited<ReturnType<typeof startFullHouse>>;

/** A gateway with two places, and a subgraph that answers when it is told to. */
async function startFullHouse(config: { corsOrigins?: string[] } = {}) {
  const { logger } = memoryLogger();
  const slow = await hung();
  const house = await startHouse({
    ...config,
    load: { initial: 2, min: 2, max: 2, queue: 0, heldMs: 60_000 },
    sources: ([people]) => [
      inProcessSource(people!, logger),
      httpSource({ name: 'notes', url: slow.url, gatewaySecret: randomUUID(), logger }),
    ],
  });
  const waiting: Promise<{ status: number }>[] = [];
  return {
    ...house,
    slow,
    /** Takes both places. */
    fill: async () => {
      waiting.push(house.ask(waits), house.ask(waits));
      await eventually(() => slow.asked() === 2);
    },
    /** Has them answered. */
    empty: async () => {
      slow.speak();
      for (const { status } of await Promise.all(waiting.splice(0))) assert.equal(status, 200);
    },
    [Symbol.asyncDispose]: async () => {
      slow.speak();
      await house.gateway.stop();
      await slow[Symbol.asyncDispose]();
    },
  };
}

describe('with as much in hand as can be', () => {
  test('a request is refused with 503 and when to try again, and what is in hand is answered', async () => {
    await using house = await startFullHouse();
    await house.fill();
    const { status, headers, errors } = await house.ask('{ requestId }');
    assert.deepEqual([status, headers.get('retry-after')], [503, '1']);
    assert.deepEqual(errors?.[0]?.extensions, { code: 'OVERLOADED', retryAfterSeconds: 1 });
    assert.equal(house.people.asked.length, 0);
    assert.match(await register.metrics(), /outlay_gateway_shed_total\{reason="operations"\} \d/);
    await house.empty();
    assert.equal((await house.ask('{ requestId }')).status, 200);
  });

  test('a request is refused unread: what is wrong with it isn’t found out', async () => {
    await using house = await startFullHouse();
    await house.fill();
    const response = await fetch(house.url, {
      method: 'POST',
      headers: { authorization: 'Bearer nonsense' },
      body: 'x'.repeat(200_000),
    });
    assert.deepEqual([response.status, response.headers.get('connection')], [503, 'close']);
  });

  test('a plain request is refused as the HTTP server refuses any other', async () => {
    await using house = await startFullHouse();
    using connection = await rawConnection(house.url);
    connection.send(postOf(quick));
    assert.equal((await connection.answer()).status, 200);
    await house.fill();
    const told = async (headers: string) => {
      connection.send(postOf(quick, headers));
      const { head, body } = await connection.answer();
      const [, ...lines] = head.split('\r\n');
      const all = Object.fromEntries(lines.map((line) => line.toLowerCase().split(': ')));
      const { 'x-request-id': id, date, ...others } = all as Record<string, string>;
      assert.ok(Math.abs(Date.parse(date!) - Date.now()) < 10_000, date);
      return { id, headers: others, body };
    };
    const { id, ...plain } = await told('');
    assert.match(id!, /^[\da-f-]{36}$/);
    assert.equal((await told('x-request-id: client-chose-it\r\n')).id, 'client-chose-it');
    const ofServer = await told('te: trailers\r\nx-request-id: client-chose-it\r\n');
    assert.deepEqual({ ...plain, id: 'client-chose-it' }, ofServer);
    assert.deepEqual({ ...plain, id }, { ...(await told('expect: wonders\r\n')), id });
    const expected = { ...manners, 'keep-alive': 'timeout=72' };
    for (const [name, value] of Object.entries(expected)) {
      assert.equal(plain.headers[name], value.toLowerCase());
    }
  });

  test('probes are answered', async () => {
    await using house = await startFullHouse();
    await house.fill();
    for (const path of ['/healthz', '/readyz']) {
      const response = await fetch(house.gateway.url + path);
      assert.doesNotMatch(await response.text(), /OVERLOADED/, path);
    }
  });

  test('a page of a configured origin can see why', async () => {
    const origin = 'https://app.example';
    await using house = await startFullHouse({ corsOrigins: [origin] });
    using connection = await rawConnection(house.url);
    connection.send(postOf(quick));
    assert.equal((await connection.answer()).status, 200);
    await house.fill();
    for (const [from, seen] of [
      [origin, true],
      ['https://elsewhere.example', false],
    ] as const) {
      connection.send(postOf(quick, `origin: ${from}\r\n`));
      const { head } = await connection.answer();
      assert.equal(head.includes(`access-control-allow-origin: ${origin}`), seen);
      const { headers } = await house.ask('{ requestId }', { headers: { origin: from } });
      assert.equal(headers.get('access-control-allow-origin'), seen ? origin : null);
    }
  });

  test('an operation on a socket is refused by itself, and a new socket is not opened', async () => {
    await using house = await startFullHouse();
    const token = await tokenOf(house);
    const url = house.url.replace('http', 'ws');
    const client = createClient({
      url,
      webSocketImpl: WebSocket,
      lazy: false,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${token}` },
    });
    const askOnce = (query: string) =>
      new Promise<unknown>((resolve) => {
        client.subscribe({ query }, { next: resolve, error: resolve, complete: () => {} });
      });
    await askOnce('{ requestId }');
    await house.fill();
    const [error] = (await askOnce('{ requestId }')) as { extensions: object }[];
    assert.deepEqual(error?.extensions, { code: 'OVERLOADED', retryAfterSeconds: 1 });
    const refused = new WebSocket(url, 'graphql-transport-ws');
    const [reason] = (await once(refused, 'error')) as [Error];
    assert.match(reason.message, /503/);
    await house.empty();
    assert.match(JSON.stringify(await askOnce('{ requestId }')), /"data"/);
    await client.dispose();
  });
});

test('a request whose client left while it waited is not carried out', async () => {
  await using house = await startHouse({
    load: { initial: 1, min: 1, max: 1, queue: 8, heldMs: 60_000 },
  });
  const connection = await rawConnection(house.url);
  connection.send(postOf(quick));
  assert.equal((await connection.answer()).status, 200);
  const slow = house.ask('{ slow(ms: 500) }');
  await eventually(() => house.people.asked.length === 2);
  connection.send(postOf(JSON.stringify({ query: 'mutation { rename(name: "Grace") { name } }' })));
  await new Promise((resolve) => setTimeout(resolve, 50));
  connection[Symbol.dispose]();
  assert.equal((await slow).status, 200);
  assert.equal((await house.ask('{ requestId }')).status, 200);
  assert.equal(house.people.asked.length, 3);
});

test('connections beyond so many are closed, and there is place again once others leave', async () => {
  await using house = await startHouse({ load: { connections: 2 } });
  const answers = async (connection: Awaited<ReturnType<typeof rawConnection>>) => {
    connection.send(postOf(quick));
    assert.equal((await connection.answer()).status, 200);
  };
  using one = await rawConnection(house.url);
  await answers(one);
  const two = await rawConnection(house.url);
  await answers(two);
  using three = await rawConnection(house.url);
  await eventually(() => three.isClosed());
  await answers(one);
  two[Symbol.dispose]();
  await eventually(async () => {
    using four = await rawConnection(house.url);
    four.send(postOf(quick));
    await eventually(() => four.isClosed() || four.rest() !== '');
    return four.rest().startsWith('HTTP/1.1 200');
  });
});

describe('on a kept connection', () => {
  const overloaded = /"code":"OVERLOADED"/;

  test('refusals come before the HTTP server, and requests after them are answered as ever', async () => {
    await using house = await startFullHouse();
    using connection = await rawConnection(house.url);
    connection.send(postOf(quick));
    assert.match((await connection.answer()).head, /\r\nDate: /);
    await house.fill();
    for (let count = 0; count < 3; count += 1) {
      connection.send(postOf(quick));
      const { status, head, body } = await connection.answer();
      assert.equal(status, 503);
      assert.match(body, overloaded);
      assert.doesNotMatch(head, /\r\nDate: /, 'Node’s server would have dated it');
    }
    await house.empty();
    connection.send(postOf(quick));
    const { status, body } = await connection.answer();
    assert.equal(status, 200);
    assert.match(body, /"requestId"/);
  });

  test('nothing overtakes an answer that is still to come, or is refused for its sake', async () => {
    await using house = await startFullHouse();
    using connection = await rawConnection(house.url);
    connection.send(postOf(quick));
    assert.equal((await connection.answer()).status, 200);
    connection.send(postOf(JSON.stringify({ query: waits })));
    const other = house.ask(waits);
    await eventually(() => house.slow.asked() === 2);
    connection.send(postOf(quick));
    await eventually(async () => (await house.ask('{ requestId }')).status === 503);
    house.slow.speak();
    const bodies = [(await connection.answer()).body, (await connection.answer()).body];
    assert.match(bodies[0]!, /"note"/);
    assert.match(bodies[1]!, /"requestId"/);
    await other;
  });

  const plain = postOf(quick);
  const chunked = `POST /graphql HTTP/1.1\r\nhost: outlay\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`;
  const unusual: [what: string, pieces: string[], statuses: number[]][] = [
    ['two requests in one piece', [plain + plain], [503, 503]],
    ['a request in two pieces', [plain.slice(0, 60), plain.slice(60)], [503]],
    [
      'a request and a half, then the rest',
      [plain + plain.slice(0, 99), plain.slice(99)],
      [503, 503],
    ],
    ['a body in chunks', [chunked], [503]],
    [
      'a body in chunks that claims a length',
      [chunked.replace('host', 'content-length: 12\r\nhost')],
      [400],
    ],
    ['two lengths', [plain.replace('host', 'content-length: 1\r\nhost')], [400]],
    ['a length that is none', [plain.replace(/length: /, 'length: +')], [400]],
    ['a head that goes on in the next line', [plain.replace('host', 'a: b\r\n c\r\nhost')], [400]],
    ['a probe', ['GET /healthz HTTP/1.1\r\nhost: outlay\r\n\r\n'], [200]],
    [
      'a request that asks to be let in first',
      [postOf(quick, 'expect: 100-continue\r\n')],
      [100, 503],
    ],
    ['a request that is the last', [postOf(quick, 'connection: close\r\n')], [503]],
  ];
  for (const [what, pieces, statuses] of unusual) {
    test(`${what}: nobody loses count of the answers`, async () => {
      await using house = await startFullHouse();
      using connection = await rawConnection(house.url);
      connection.send(plain);
      assert.equal((await connection.answer()).status, 200);
      await house.fill();
      for (const piece of pieces) {
        connection.send(piece);
        // Long enough for the pieces not to travel as one; were they to, nothing would be found out.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const got: number[] = [];
      while (got.length < statuses.length) got.push((await connection.answer()).status);
      assert.deepEqual(got, statuses);
      if (connection.isClosed() || statuses.includes(400) || what.includes('the last')) {
        return void (await eventually(() => connection.isClosed()));
      }
      connection.send(plain);
      assert.equal((await connection.answer()).status, 503);
      await house.empty();
      connection.send(plain);
      const { status, body } = await connection.answer();
      assert.equal(status, 200);
      assert.match(body, /"requestId"/);
      assert.equal(connection.rest(), '');
    });
  }
});
