import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { openCache } from '@outlay/cache/open.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { testEngineUrl } from '@outlay/testkit/config.ts';
import { startRedis } from '@outlay/testkit/engines/redis.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { Kind } from 'graphql';
import { pino } from 'pino';
import { register } from 'prom-client';
import { readCosts } from '../src/guards/cost.ts';
import { checkSizes, readDocument } from '../src/guards/limits.ts';
import { createSenderLimits } from '../src/guards/sender-limits.ts';
import { trustedDocuments } from '../src/trusted-documents.ts';
import { rawSocket } from './fixture/raw-socket.ts';
import { type AskOptions, type HouseOptions, startHouse } from './fixture/house.ts';

type House = Awaited<ReturnType<typeof startHouse>>;

const withoutRedis = testEngineUrl('REDIS') ? false : 'needs a Redis: npm run test:engines';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const own = 'query Mine { me { id } }';
const ownMutation = 'mutation Rename { rename(name: "Bea") { name } }';
const others = '{ requestId }';
const known: HouseOptions = {
  trustedDocuments: new Map([own, ownMutation].map((text) => [sha256(text), text])),
};

const hashed = (text: string, more: AskOptions = {}): AskOptions => ({
  ...more,
  extensions: { cost: false, persistedQuery: { version: 1, sha256Hash: sha256(text) } },
});

async function byHash(house: House, text: string, more: AskOptions = {}) {
  const { status, code, data } = await house.ask(undefined, hashed(text, more));
  return data ? status : [status, code];
}

const notFound = [200, 'PERSISTED_QUERY_NOT_FOUND'];

describe('documents by hash', () => {
  test('our own are known from the start, by POST and by GET', async () => {
    await using house = await startHouse(known);
    const token = await house.tokens.token();
    assert.equal(await byHash(house, own, { token }), 200);
    assert.equal(await byHash(house, ownMutation, { token }), 200);
    const url = new URL(house.url);
    url.searchParams.set('extensions', JSON.stringify(hashed(own).extensions));
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(url, { headers });
    assert.equal(await answer.text(), `{"data":{"me":{"id":"${house.tokens.userId}"}}}\n`);
    url.searchParams.set('extensions', JSON.stringify(hashed(ownMutation).extensions));
    assert.equal((await fetch(url, { headers })).status, 405);
  });

  test('of others are known once they were sent with it', async () => {
    await using house = await startHouse(known);
    assert.deepEqual(await byHash(house, others), notFound);
    const { message } = (await house.ask(undefined, hashed(others))).errors![0]!;
    assert.equal(message, 'PersistedQueryNotFound');
    assert.equal((await house.ask(others, hashed(others))).status, 200);
    assert.equal(await byHash(house, others), 200);
    const { status, code } = await house.ask(others, hashed(own));
    assert.deepEqual([status, code], [400, 'PERSISTED_QUERY_HASH_MISMATCH']);
  });

  test('one that nobody knows is told with 200 in the older type alone', async () => {
    await using house = await startHouse();
    const newer = 'application/graphql-response+json';
    for (const [accept, status] of [
      ['application/json', 200],
      ['*/*', 200],
      [newer, 400],
      [`${newer}, application/json;q=0.9`, 400],
    ] as const) {
      const answer = await house.ask(undefined, { ...hashed(others), headers: { accept } });
      assert.deepEqual([answer.status, answer.code], [status, notFound[1]], accept);
    }
  });

  test('only one that is fit is kept', async () => {
    await using house = await startHouse({ limits: { pointsPerOperation: 99, depth: 1 } });
    const unfit = [
      '{ nothingLikeIt }',
      '{ me { id } }',
      'mutation { signIn(name: "Ada") }',
      '{ requestId',
      'subscription { noteAdded { text } }',
      'query A { requestId } query B { requestId }',
    ];
    for (const text of unfit) {
      assert.equal((await house.ask(text, hashed(text))).status, 400, text);
      assert.deepEqual(await byHash(house, text), notFound, text);
    }
  });

  test('what is known by its hash is held against all limits as well', async () => {
    await using house = await startHouse({
      ...known,
      limits: { pointsPerMinute: 2, depth: 1 },
      limitsBySender: { trusted: { depth: 2 } },
    });
    const token = await house.tokens.token();
    assert.equal(await byHash(house, own, { token }), 200);
    const { code } = await house.ask('{ me { name } }', { token });
    assert.equal(code, 'OPERATION_TOO_DEEP');
    assert.equal(await byHash(house, own, { token }), 200);
    assert.deepEqual(await byHash(house, own, { token }), [429, 'RATE_LIMITED']);
  });

  test('are counted by how they were known', async () => {
    const counted = async () => {
      const metric = await register.getSingleMetric('outlay_gateway_documents_total')!.get();
      return Object.fromEntries<number>(
        metric.values.map(({ labels, value }) => [String(labels['outcome']), value]),
      );
    };
    await using house = await startHouse(known);
    const before = await counted();
    await house.ask(others);
    await house.ask(own);
    for (const text of [undefined, others, undefined]) await house.ask(text, hashed(others));
    const now = await counted();
    const more = Object.entries(now).map(([outcome, value]) => [
      outcome,
      value - (before[outcome] ?? 0),
    ]);
    const one = { text: 1, trusted: 1, kept: 1, registered: 1, unknown: 1, refused: 0 };
    assert.deepEqual(Object.fromEntries(more), one);
  });
});

describe('where only our own are answered', () => {
  const closed: HouseOptions = { ...known, documents: 'trusted' };

  test('others are refused, and never come to be known', async () => {
    await using house = await startHouse(closed);
    const token = await house.tokens.token();
    assert.equal(await byHash(house, own, { token }), 200);
    assert.equal((await house.ask(own, { token })).status, 200);
    for (const options of [{}, hashed(others), { token }]) {
      const { status, code, cost } = await house.ask(others, options);
      assert.deepEqual([status, code, cost?.requested], [403, 'DOCUMENT_NOT_TRUSTED', 1]);
    }
    assert.deepEqual(await byHash(house, others), notFound);
    const introspection = await house.ask('{ __schema { queryType { name } } }');
    assert.equal(introspection.code, 'DOCUMENT_NOT_TRUSTED');
  });

  test('the same holds on a socket', async () => {
    await using house = await startHouse(closed);
    await using socket = await rawSocket(house.url, await house.tokens.token());
    assert.match(JSON.stringify(await socket.ask({ query: others })), /DOCUMENT_NOT_TRUSTED/);
    const { data } = (await socket.ask({ query: '', ...hashed(own) })) as { data?: unknown };
    assert.deepEqual(data, { me: { id: house.tokens.userId } });
  });

  test('the committed ones are those of schema/operations.json', async () => {
    const documents = await trustedDocuments();
    assert.ok(documents.size >= 15);
    for (const [hash, text] of documents) assert.equal(sha256(text), hash);
  });

  test('they fit what those who send them may ask for', async () => {
    const sdl = await readFile(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
    const costs = readCosts(sdl);
    const limits = createSenderLimits({});
    const member = { roles: ['MEMBER'] } as unknown as Viewer;
    for (const text of (await trustedDocuments()).values()) {
      const { document, sizes } = readDocument(text, limits.most);
      for (const operation of document.definitions) {
        if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
        const sender = operation.name?.value.startsWith('Sign') ? null : member;
        const allowed = limits.of(sender, true);
        checkSizes(sizes, allowed);
        const cost = costs.costOf(document, operation, {});
        assert.ok(cost <= allowed.pointsPerOperation / 2, `${operation.name?.value} costs ${cost}`);
      }
    }
  });
});

describe('documents by hash on a socket', () => {
  test('queries and subscriptions are found, kept and refused as over HTTP', async () => {
    const news = 'subscription News { noteAdded { text } }';
    await using house = await startHouse(known);
    await using socket = await rawSocket(house.url, await house.tokens.token());
    const ask = (query: string, text: string) => socket.ask({ query, ...hashed(text) });
    assert.deepEqual(await ask('', own), { data: { me: { id: house.tokens.userId } } });
    assert.match(JSON.stringify(await ask('', others)), /PERSISTED_QUERY_NOT_FOUND/);
    assert.match(JSON.stringify(await ask(others, own)), /PERSISTED_QUERY_HASH_MISMATCH/);
    assert.ok('data' in ((await ask(others, others)) as object));
    assert.ok('data' in ((await ask('', others)) as object));
    // What was learnt here is known over HTTP, and the other way round.
    assert.equal(await byHash(house, others), 200);

    assert.match(JSON.stringify(await ask('', news)), /PERSISTED_QUERY_NOT_FOUND/);
    for (const query of [news, '']) {
      const event = ask(query, news);
      await eventually(() => house.notes.listeners() > 0);
      house.notes.add('hello');
      assert.deepEqual(await event, { data: { noteAdded: { text: 'hello' } } });
      await eventually(() => house.notes.listeners() === 0);
    }
  });
});

describe('documents that gateways share through Redis', { skip: withoutRedis }, () => {
  test('are known to all, and to each that has seen them while Redis is away', async () => {
    await using redis = await startRedis();
    const logger = pino({ level: 'silent' });
    const caches = await Promise.all(
      [1, 2].map(() => openCache(redis.url, { logger, timeoutMs: 10_000 })),
    );
    await using one = await startHouse({ ...known, cache: caches[0] });
    await using other = await startHouse({ ...known, cache: caches[1] });
    assert.equal((await one.ask(others, hashed(others))).status, 200);
    await eventually(async () => (await byHash(other, others)) === 200);
    const expiring = await caches[0]!.get(`documents/${sha256(others)}`);
    assert.equal(expiring, others);

    // Somebody else writes there.
    const forged = '{ clientAddress }';
    await caches[0]!.set(`documents/${sha256(forged)}`, '{ broken }', 60_000);
    assert.deepEqual(await byHash(one, forged), notFound);

    await redis.kill();
    await eventually(() => caches.every((cache) => !cache.available()));
    assert.equal(await byHash(one, others), 200);
    assert.equal(await byHash(other, others), 200);
    assert.equal(await byHash(one, own, { token: await one.tokens.token() }), 200);
    const meanwhile = '{ b: requestId }';
    assert.equal((await one.ask(meanwhile, hashed(meanwhile))).status, 200);
    assert.equal(await byHash(one, meanwhile), 200);
    assert.deepEqual(await byHash(other, meanwhile), notFound);

    await redis.start();
    await eventually(() => caches.every((cache) => cache.available()));
    for (const cache of caches) await cache.stop();
  });
});
