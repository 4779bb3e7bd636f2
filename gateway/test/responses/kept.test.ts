import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { createAnswerDrops, everyBook } from '@outlay/cache/kept-answers.ts';
import { openCache } from '@outlay/cache/open.ts';
import type { Cache } from '@outlay/cache/port.ts';
import { testEngineUrl } from '@outlay/testkit/config.ts';
import { startRedis } from '@outlay/testkit/engines/redis.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { createClient } from 'graphql-ws';
import { register } from 'prom-client';
import { WebSocket } from 'ws';
import { startGateway } from '../../src/service.ts';
import { inProcessSource } from '../../src/sources/in-process.ts';
import { ask, tokenMaker } from '../fixture/house.ts';
import { silent } from '../subscriptions/fixture/reach.ts';
import { tallySubgraph, tallySupergraph } from './tally.ts';

const read = '{ tally { count owner } }';
const withoutRedis = testEngineUrl('REDIS') ? false : 'needs a Redis: npm run test:engines';

/** Two gateways, each with a cache of its own making, over one subgraph that counts. */
async function startTwo(open: () => Promise<Cache>) {
  const tokens = await tokenMaker();
  const subgraph = tallySubgraph();
  const caches = [await open(), await open()];
  const gateways = await Promise.all(
    caches.map((cache) =>
      startGateway(
        {
          host: '127.0.0.1',
          port: 0,
          jwks: tokens.keys,
          logger: silent,
          supergraphSdl: tallySupergraph,
          cache,
          keepAnswers: true,
        },
        [inProcessSource(subgraph, silent)],
      ),
    ),
  );
  const [one, other] = gateways.map(({ url }) => `${url}/graphql`) as [string, string];
  const token = await tokens.token();
  return {
    tokens,
    token,
    subgraph,
    caches,
    one,
    other,
    count: async (url: string, as = token) => {
      const { data } = await ask(url, read, { token: as });
      return (data as { tally: { count: number } }).tally.count;
    },
    /** How often the subgraph is asked meanwhile. */
    asked: async (work: () => Promise<unknown>) => {
      const before = subgraph.asked();
      await work();
      return subgraph.asked() - before;
    },
    async [Symbol.asyncDispose]() {
      for (const gateway of gateways) await gateway.stop();
      for (const cache of new Set(caches)) await cache.stop();
    },
  };
}

async function inMemory(): Promise<() => Promise<Cache>> {
  const cache = await openCache('memory:', { logger: silent });
  return async () => cache;
}

async function onRedis(): Promise<() => Promise<Cache>> {
  const url = `${testEngineUrl('REDIS')}?prefix=test-${randomUUID()}`;
  // Patient, for a test machine that is busy is no outage.
  return () => openCache(url, { logger: silent, timeoutMs: 10_000 });
}

const places = [
  { name: 'in the memory of one process', skip: false as const, make: inMemory },
  { name: 'in Redis', skip: withoutRedis, make: onRedis },
];

for (const { name, skip, make } of places) {
  describe(`answers kept ${name}`, { skip }, () => {
    test('are given again by every gateway, as they were, until the viewer writes', async () => {
      await using two = await startTwo(await make());
      const first = await ask(two.one, read, { token: two.token });
      const again = await two.asked(async () => {
        for (const url of [two.one, two.other]) {
          const answer = await ask(url, read, { token: two.token });
          assert.equal(JSON.stringify(answer.data), JSON.stringify(first.data));
          assert.equal(answer.headers.get('content-type'), first.headers.get('content-type'));
          // Nobody between us and the viewer may keep it.
          assert.equal(answer.headers.get('cache-control'), 'no-store');
        }
      });
      assert.equal(again, 0);
      await ask(two.other, 'mutation { add }', { token: two.token });
      assert.deepEqual([await two.count(two.one), await two.count(two.other)], [1, 1]);
    });

    test('are nobody else’s: not another book’s, nor another person’s of the same book', async () => {
      await using two = await startTwo(await make());
      await ask(two.one, 'mutation { add }', { token: two.token });
      assert.equal(await two.count(two.one), 1);
      const stranger = await two.tokens.token({ userId: randomUUID(), bookId: randomUUID() });
      assert.equal(await two.count(two.one, stranger), 0);
      const userId = randomUUID();
      const partner = await two.tokens.token({ userId });
      const { data } = await ask(two.one, read, { token: partner });
      assert.deepEqual(data, { tally: { count: 1, owner: userId } });
      const nobody = await ask(two.one, read);
      assert.equal(nobody.code, 'UNAUTHENTICATED');
    });

    test('count no more once what changed the book elsewhere says so', async () => {
      await using two = await startTwo(await make());
      assert.equal(await two.count(two.one), 0);
      two.subgraph.addTo(two.tokens.bookId);
      const drops = createAnswerDrops(two.caches[1]!);
      await drops.drop([randomUUID()]);
      assert.equal(await two.count(two.one), 0);
      await drops.drop([two.tokens.bookId]);
      assert.equal(await two.count(two.one), 1);
      two.subgraph.addTo(two.tokens.bookId);
      assert.equal(await two.count(two.one), 1);
      await drops.drop([everyBook]);
      assert.equal(await two.count(two.one), 2);
      assert.equal(await two.asked(() => two.count(two.one)), 0);
      await drops.stop();
    });

    test('are only those that the schema lets be kept, without errors, and waited for nothing', async () => {
      await using two = await startTwo(await make());
      for (const query of [
        '{ freshTally { count } }',
        '{ tally { count } freshTally { count } }',
        '{ tally(fails: true) { count } }',
        '{ tally(atLeast: "cDox") { count } }',
      ]) {
        const twice = await two.asked(async () => {
          await ask(two.one, query, { token: two.token });
          await ask(two.one, query, { token: two.token });
        });
        assert.ok(twice >= 2, `${query} was asked ${twice} times`);
      }
    });

    test('are dropped by a mutation that failed, and by a query that waited for a write', async () => {
      await using two = await startTwo(await make());
      assert.equal(await two.count(two.one), 0);
      const failed = await ask(two.other, 'mutation { fail }', { token: two.token });
      assert.equal(failed.code, 'INTERNAL_SERVER_ERROR_MASKED');
      assert.equal(await two.count(two.one), 1);
      two.subgraph.addTo(two.tokens.bookId);
      const waiting = 'query ($at: Position) { tally(atLeast: $at) { count } }';
      const nothing = { token: two.token, variables: { at: null } };
      await ask(two.one, waiting, nothing);
      assert.equal(await two.asked(() => ask(two.one, waiting, nothing)), 0);
      assert.equal(await two.count(two.one), 1, 'was dropped before anybody said so');
      await ask(two.other, waiting, { token: two.token, variables: { at: 'cDox' } });
      assert.equal(await two.count(two.one), 2);
    });

    test('are told apart by their variables and by the operation that is named', async () => {
      await using two = await startTwo(await make());
      const query = `query A($fails: Boolean) { tally(fails: $fails) { count } }
        query B { tally { owner } }`;
      const asked = async (operationName: string, fails?: boolean) => {
        const variables = fails === undefined ? {} : { fails };
        return ask(two.one, query, { token: two.token, operationName, variables });
      };
      assert.deepEqual((await asked('A')).data, { tally: { count: 0 } });
      assert.deepEqual((await asked('B')).data, { tally: { owner: two.tokens.userId } });
      assert.equal((await asked('A', true)).code, 'NOT_READY');
    });

    test('are given over WebSocket too', async () => {
      await using two = await startTwo(await make());
      await ask(two.one, read, { token: two.token });
      const client = createClient({
        url: two.one.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${two.token}` },
      });
      const asked = await two.asked(async () => {
        for await (const { data } of client.iterate({ query: read })) {
          assert.deepEqual(data, { tally: { count: 0, owner: two.tokens.userId } });
        }
      });
      assert.equal(asked, 0);
      await client.dispose();
    });
  });
}

test('what is kept and what is not is counted', async () => {
  const figures = async () => {
    const metric = await register.getSingleMetric('outlay_gateway_kept_answers_total')!.get();
    const of = (outcome: string) =>
      metric.values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
    return [of('hit'), of('miss')];
  };
  await using two = await startTwo(await inMemory());
  const [hits, misses] = (await figures()) as [number, number];
  for (let times = 0; times < 3; times += 1) await two.count(two.one);
  assert.deepEqual(await figures(), [hits + 2, misses + 1]);
});

test(
  'without its Redis nothing is kept, and afterwards nothing that is older',
  {
    skip: withoutRedis,
  },
  async () => {
    await using redis = await startRedis();
    const open = () => openCache(redis.url, { logger: silent, timeoutMs: 250 });
    await using two = await startTwo(open);
    const [one, other] = two.caches as [Cache, Cache];
    assert.equal(await two.count(two.one), 0);
    redis.pause();
    // The write finds out that it is away; its drop is made up for afterwards.
    await ask(two.one, 'mutation { add }', { token: two.token });
    assert.deepEqual([await two.count(two.one), await two.count(two.one)], [1, 1]);
    await eventually(() => !one.available() && !other.available());
    assert.equal(await two.asked(() => two.count(two.other)), 1);
    redis.resume();
    await eventually(() => one.available() && other.available());
    assert.equal(await two.count(two.one), 1);
    await eventually(async () => (await two.count(two.other)) === 1);
    await eventually(async () => (await two.asked(() => two.count(two.one))) === 0);
  },
);
