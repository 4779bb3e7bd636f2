import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, test } from 'node:test';
import { openCache } from '@outlay/cache/open.ts';
import { testEngineUrl } from '@outlay/testkit/config.ts';
import { startRedis } from '@outlay/testkit/engines/redis.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { register } from 'prom-client';
import { WebSocket } from 'ws';
import { type HouseOptions, startHouse } from './fixture/house.ts';

type House = Awaited<ReturnType<typeof startHouse>>;

const asked = '{ requestId }';
const signIn = 'mutation { signIn(name: "Ada") }';
const withoutRedis = testEngineUrl('REDIS') ? false : 'needs a Redis: npm run test:engines';

/** Budgets of a minute: of each viewer, of those at one address who aren't signed in, of the address. */
function budgets({ viewer = 1_000, nobody = 1_000, address = 10_000 }): HouseOptions {
  return {
    limits: { pointsPerMinute: viewer },
    limitsBySender: { nobody: { pointsPerMinute: nobody } },
    rateLimits: { perAddress: address },
  };
}

/** How many of so many requests were answered, one after the other. */
async function answered(house: House, times: number, options: Parameters<House['ask']>[1] = {}) {
  let count = 0;
  for (let index = 0; index < times; index += 1) {
    if ((await house.ask(asked, options)).status === 200) count += 1;
  }
  return count;
}

describe('points within a minute', () => {
  test('beyond those of a viewer are refused with all that a client needs to wait', async () => {
    await using house = await startHouse(budgets({ viewer: 10 }));
    const token = await house.tokens.token();
    assert.equal(await answered(house, 10, { token }), 10);
    const refused = await house.ask(asked, { token });
    assert.deepEqual([refused.status, refused.code], [429, 'RATE_LIMITED']);
    const seconds = Number(refused.headers.get('retry-after'));
    assert.ok(seconds >= 1 && seconds <= 60, `${seconds}`);
    assert.match(refused.errors?.[0]?.message ?? '', new RegExp(`in ${seconds} seconds`));
    const { extensions } = refused.errors?.[0] ?? {};
    assert.deepEqual(extensions, { code: 'RATE_LIMITED', limit: 10, retryAfterSeconds: seconds });
    assert.match(refused.headers.get('ratelimit') ?? '', /"viewer";r=0;t=\d+/);
    const { requested, remaining, resetAt } = refused.cost!;
    assert.deepEqual([requested, remaining], [1, 0]);
    assert.ok(Math.abs(Date.parse(resetAt) - Date.now() - seconds * 1000) < 5_000, resetAt);
    // Nobody else is kept waiting, and the viewer neither by another connection nor by another token.
    const another = await house.tokens.token({ userId: randomUUID() });
    assert.equal((await house.ask(asked, { token: another })).status, 200);
    assert.equal((await house.ask(asked)).status, 200);
    const fresh = await house.tokens.token({ agoMs: 60_000 });
    assert.equal((await house.ask(asked, { token: fresh })).status, 429);
    assert.equal((await fetch(`${house.gateway.url}/healthz`)).status, 200);
  });

  test('are told in the headers of every answer: the quota, what is left of it, until when', async () => {
    await using house = await startHouse({
      ...budgets({ viewer: 10, nobody: 30, address: 50 }),
      corsOrigins: ['https://app.example'],
    });
    const token = await house.tokens.token();
    await house.ask(asked, { token });
    const origin = 'https://app.example';
    const { headers } = await house.ask(asked, { token, headers: { origin } });
    assert.equal(headers.get('ratelimit-policy'), '"address";q=50;w=60, "viewer";q=10;w=60');
    assert.match(headers.get('ratelimit') ?? '', /^"address";r=48;t=\d+, "viewer";r=8;t=\d+$/);
    const exposed = headers.get('access-control-expose-headers') ?? '';
    for (const name of ['ratelimit', 'ratelimit-policy', 'retry-after']) {
      assert.ok(exposed.includes(name), exposed);
    }
    const { headers: anonymous } = await house.ask(asked);
    assert.match(anonymous.get('ratelimit') ?? '', /^"address";r=47;t=\d+, "nobody";r=29;t=\d+$/);
  });

  test('beyond those of an address are refused whatever is in them', async () => {
    await using house = await startHouse(budgets({ address: 10 }));
    const useless = [
      { token: 'not a token' },
      { headers: { 'content-type': 'application/json; charset=nonsense' } },
    ];
    for (let index = 0; index < 10; index += 1) {
      const { status } = await house.ask(
        index % 3 ? asked : '{ not a document',
        useless[index % 4],
      );
      assert.notEqual(status, 429, `${index}`);
    }
    const asks = house.people.asked.length;
    for (const options of [{}, { token: await house.tokens.token() }, ...useless]) {
      const { status, code, cost } = await house.ask(asked, options);
      assert.deepEqual([status, code, cost?.remaining], [429, 'RATE_LIMITED', 0]);
    }
    assert.equal(house.people.asked.length, asks);
  });

  test('are counted by the address that a trusted proxy names, an IPv6 one by its network', async () => {
    await using house = await startHouse({
      ...budgets({ address: 3 }),
      trustedProxies: ['127.0.0.1'],
    });
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    assert.equal(await answered(house, 5, from('203.0.113.9')), 3);
    assert.equal(await answered(house, 5, from('203.0.113.10')), 3);
    assert.equal(await answered(house, 2, from('2001:db8::1')), 2);
    assert.equal(await answered(house, 2, from('2001:db8::2')), 1);
    await using open = await startHouse(budgets({ address: 3 }));
    assert.equal(await answered(open, 3, from('203.0.113.9')), 3);
    assert.equal(await answered(open, 3, from('203.0.113.10')), 0);
  });

  test('of those who aren’t signed in are kept from those who are, at the same address', async () => {
    await using house = await startHouse(budgets({ nobody: 3 }));
    const token = await house.tokens.token();
    assert.equal(await answered(house, 5), 3);
    assert.equal(await answered(house, 5, { token }), 5);
    assert.equal((await house.ask(asked)).status, 429);
  });

  test('are as many as the operation costs, which for a sign-in is many', async () => {
    await using house = await startHouse(budgets({ nobody: 250, address: 400 }));
    const left = async (query: string, operationName?: string) => {
      const named = operationName === undefined ? {} : { operationName };
      const { headers, status } = await house.ask(query, named);
      const state = (headers.get('ratelimit') ?? '').matchAll(/r=(\d+)/g);
      return status === 200 ? Array.from(state, ([, remaining]) => Number(remaining)) : status;
    };
    assert.deepEqual(await left('mutation { rename(name: "Bea") { id } }'), [390, 240]);
    const spread = 'mutation { ...f } fragment f on Mutation { signUp(name: "Bea") }';
    assert.deepEqual(await left(spread), [290, 140]);
    // Only what is run counts.
    const both = `query A { requestId } mutation B { signIn(name: "Ada") }`;
    assert.deepEqual(await left(both, 'A'), [289, 139]);
    assert.deepEqual(await left(both, 'B'), [189, 39]);
    assert.equal(await left(signIn), 429);
    // What was refused has cost its address the point that any request does.
    assert.deepEqual(await left(asked), [187, 38]);
  });

  test('that were refused are counted', async () => {
    const refused = async () => {
      const metric = await register.getSingleMetric('outlay_gateway_rate_limited_total')?.get();
      return metric?.values.find(({ labels }) => labels['by'] === 'address')?.value ?? 0;
    };
    const before = await refused();
    await using house = await startHouse(budgets({ address: 1 }));
    assert.equal(await answered(house, 3), 1);
    assert.equal((await refused()) - before, 2);
  });

  test('on a socket, one too many is an error of that operation alone', async () => {
    await using house = await startHouse(budgets({ viewer: 4 }));
    const authorization = `Bearer ${await house.tokens.token()}`;
    const client = createClient({
      url: house.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: 0,
    });
    const first = async (query: string) => {
      for await (const result of client.iterate({ query })) return result;
      return undefined;
    };
    const news = 'subscription { noteAdded { text } }';
    const stream = client.iterate({ query: news });
    const pending = stream.next();
    for (let index = 0; index < 3; index += 1) assert.ok((await first(asked))?.data);
    for (const query of [asked, news]) {
      await assert.rejects(first(query), (errors) => {
        const told = JSON.stringify(errors);
        assert.match(told, /RATE_LIMITED/);
        assert.match(told, /retryAfterSeconds/);
        assert.match(told, /"cost":\{"requested":1,"remaining":0,"resetAt":"/);
        assert.doesNotMatch(told, /"http"/);
        return true;
      });
    }
    // The socket and its subscription are as they were.
    assert.equal(await Promise.race([pending, Promise.resolve('open')]), 'open');
    await stream.return?.();
    await client.dispose();
  });

  test('are spent by opening a socket', async () => {
    await using house = await startHouse(budgets({ address: 3 }));
    const sockets: WebSocket[] = [];
    const open = async (): Promise<IncomingMessage | null> => {
      const socket = new WebSocket(house.url.replace('http', 'ws'), 'graphql-transport-ws');
      sockets.push(socket.on('error', () => {}));
      return Promise.race([
        once(socket, 'open').then(() => null),
        once(socket, 'unexpected-response').then(([, response]) => response as IncomingMessage),
      ]);
    };
    for (let count = 0; count < 3; count += 1) assert.equal(await open(), null);
    const refused = await open();
    assert.equal(refused?.statusCode, 429);
    assert.ok(Number(refused.headers['retry-after']) >= 1);
    for (const socket of sockets) socket.terminate();
  });

  test('are spent on a socket by what can’t be read as well', async () => {
    await using house = await startHouse(budgets({ address: 6 }));
    const client = createClient({
      url: house.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${await house.tokens.token()}` },
      retryAttempts: 0,
      // One socket, which is a point by itself.
      lazy: false,
    });
    const codes = [];
    for (let index = 0; index < 7; index += 1) {
      const stream = client.iterate({ query: '{' });
      codes.push(await stream.next().catch(([{ extensions }]) => extensions.code));
    }
    const [unreadable, limited] = ['GRAPHQL_PARSE_FAILED', 'RATE_LIMITED'];
    assert.deepEqual(codes, [...Array.from({ length: 5 }, () => unreadable), limited, limited]);
    await client.dispose();
  });

  test(
    'are counted by gateways together through Redis, and by each alone while it is away',
    {
      skip: withoutRedis,
    },
    async () => {
      await using redis = await startRedis();
      const logger = pino({ level: 'silent' });
      const caches = await Promise.all(
        [1, 2].map(() => openCache(redis.url, { logger, timeoutMs: 10_000 })),
      );
      const limits = budgets({ address: 40 });
      await using one = await startHouse({ cache: caches[0], ...limits });
      await using other = await startHouse({ cache: caches[1], ...limits });
      let together = 0;
      for (let index = 0; index < 60; index += 1) {
        together += await answered(index % 2 ? one : other, 1);
      }
      // Each may hold back a twentieth.
      assert.ok(together >= 40 && together <= 44, `${together}`);

      await redis.kill();
      await eventually(() => caches.every((cache) => !cache.available()));
      const ready = await fetch(`${one.gateway.url}/readyz`);
      assert.equal(ready.status, 200);
      assert.match(await ready.text(), /"ready":true,"problems":\["cache/);
      // What is known of the minute that is open holds on; whoever is new is counted by each.
      const proxied = { trustedProxies: ['127.0.0.1'], ...limits };
      await using third = await startHouse({ cache: caches[0], ...proxied });
      await using fourth = await startHouse({ cache: caches[1], ...proxied });
      const from = { headers: { 'x-forwarded-for': '203.0.113.9' } };
      assert.equal(await answered(third, 60, from), 40);
      assert.equal(await answered(fourth, 60, from), 40);

      await redis.start();
      await eventually(() => caches.every((cache) => cache.available()));
      for (const cache of caches) await cache.stop();
    },
  );
});
