import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '@outlay/testkit/engines/engine.ts';
import { startRedis } from '@outlay/testkit/engines/redis.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { Redis } from 'ioredis';
import { type OpenOptions, openCache } from '../src/open.ts';
import type { Cache } from '../src/port.ts';
import { logger, ownSpace, withoutRedis } from './fixtures.ts';
import { swallowingProxy } from './swallowing-proxy.ts';

const minute = 60_000;

type Outage = { readonly begin: () => Promise<void>; readonly end: () => Promise<void> };

async function steady(
  url: string,
  options: Partial<OpenOptions> = {},
): Promise<Cache & AsyncDisposable> {
  const cache = await openCache(url, { logger, ...options });
  return { ...cache, [Symbol.asyncDispose]: cache.stop };
}

/** How many connections there are, in the answer of CLIENT LIST. */
function countOf(list: unknown): number {
  return String(list).trim().split('\n').length;
}

describe('while Redis is away', { skip: withoutRedis }, () => {
  let redis: Engine;
  before(async () => {
    redis = await startRedis();
  });
  after(() => redis?.discard());

  const killed: Outage = { begin: () => redis.kill(), end: () => redis.start() };
  const hanging: Outage = {
    begin: async () => redis.pause(),
    end: async () => redis.resume(),
  };

  /** Everything a cache does, and that it still does it. */
  async function everyOperation(cache: Cache): Promise<void> {
    await cache.set('text', 'own', minute);
    assert.equal(await cache.get('text'), 'own');
    assert.equal(await cache.setIfAbsent('nonce', '', minute), true);
    assert.equal(await cache.setIfAbsent('nonce', '', minute), false);
    assert.equal(await cache.compareAndSet('state', null, 'own', minute), true);
    assert.equal((await cache.count('hits', 2, minute)).value, 2);
    assert.equal((await cache.count('hits', 2, minute)).value, 4);
    assert.equal(await cache.publish('news', 'own'), false);
    await cache.delete(['text']);
    assert.equal(await cache.get('text'), null);
  }

  async function goesAndComes(url: string, { begin, end }: Outage): Promise<void> {
    await using cache = await steady(ownSpace(url));
    await using other = await steady(ownSpace(url));
    await eventually(async () => (await cache.publish('ready', '')) && cache.available());
    await cache.set('text', 'shared', minute);
    // Twice, for the second time nothing may be left of the first.
    for (let outages = 1; outages <= 2; outages += 1) {
      await begin();
      try {
        // The first operation finds out, or a probe did already.
        await eventually(async () => !(await cache.publish('gone', '')));
        await everyOperation(cache);
        assert.equal(cache.available(), false);
        await eventually(() => !other.available());
      } finally {
        await end();
      }
      await eventually(() => cache.available() && other.available());
      // What was there is there, and what each had for itself is forgotten.
      await eventually(async () => (await cache.get('text')) === 'shared');
      assert.equal(await cache.get('state'), null);
    }
    assert.equal(await cache.setIfAbsent('nonce', '', minute), true);
    assert.equal((await cache.count('hits', 1, minute)).value, 1);
  }

  test('killed, each process goes on alone, and with it again when it is back', () =>
    goesAndComes(redis.url, killed));

  test('hanging, just the same', () => goesAndComes(redis.url, hanging));

  test('behind a network that swallows everything, just the same', async () => {
    await using proxy = await swallowingProxy(redis.url);
    await goesAndComes(proxy.url, {
      begin: async () => proxy.swallow(true),
      end: async () => proxy.swallow(false),
    });
  });

  test('a process that starts meanwhile starts alone, and finds it when it comes', async () => {
    await redis.kill();
    await using cache = await steady(ownSpace(redis.url));
    await everyOperation(cache);
    const listening = await cache.subscribe('news', { onMessage: () => {}, onMissed: () => {} });
    assert.equal(listening.hearing(), false);
    await redis.start();
    await eventually(() => cache.available() && listening.hearing());
    await cache.set('text', 'shared', minute);
  });

  test('one that stops meanwhile is gone, though Redis comes back at that moment', async () => {
    for (let rounds = 0; rounds < 5; rounds += 1) {
      await using cache = await steady(ownSpace(redis.url));
      const listening = await cache.subscribe('news', { onMessage: () => {}, onMissed: () => {} });
      await redis.kill();
      await eventually(() => !listening.hearing());
      await Promise.all([cache.stop(), redis.start()]);
    }
    const admin = new Redis(redis.url);
    await using _ended = { [Symbol.asyncDispose]: async () => admin.disconnect() };
    await eventually(async () => countOf(await admin.client('LIST')) === 1);
  });

  test('only the first operation waits for one that hangs', async () => {
    // Long enough that the order of what follows is no matter of luck.
    const timeoutMs = 3_000;
    await using cache = await steady(ownSpace(redis.url), { timeoutMs });
    await cache.set('text', 'shared', minute);
    redis.pause();
    try {
      assert.equal(await cache.get('text'), null);
      const many = Promise.all(Array.from({ length: 200 }, () => cache.count('hits', 1, minute)));
      const first = await Promise.race([many, sleep(timeoutMs / 2, 'waited', { ref: false })]);
      assert.notEqual(first, 'waited');
    } finally {
      redis.resume();
    }
    await eventually(() => cache.available());
  });

  test('listeners know that they are deaf, and are told when they may have missed something', async () => {
    for (const { begin, end } of [killed, hanging]) {
      const url = ownSpace(redis.url);
      await using one = await steady(url);
      await using other = await steady(url);
      const heard: string[] = [];
      let missed = 0;
      const listening = await one.subscribe('news', {
        onMessage: (text) => void heard.push(text),
        onMissed: () => void (missed += 1),
      });
      await eventually(() => listening.hearing());
      missed = 0;
      await begin();
      try {
        await eventually(() => !listening.hearing());
        await eventually(async () => !(await other.publish('news', 'to nobody')));
      } finally {
        await end();
      }
      await eventually(() => listening.hearing() && missed > 0);
      await eventually(() => other.available());
      await eventually(async () => {
        await other.publish('news', 'again');
        return heard.includes('again');
      });
    }
  });

  test('a listening connection that is cut between two beats is missed too', async () => {
    await using cache = await steady(ownSpace(redis.url));
    const admin = new Redis(redis.url);
    await using _ended = { [Symbol.asyncDispose]: async () => admin.disconnect() };
    let missed = 0;
    const heard: string[] = [];
    const listening = await cache.subscribe('news', {
      onMessage: (text) => void heard.push(text),
      onMissed: () => void (missed += 1),
    });
    for (let cuts = 1; cuts <= 3; cuts += 1) {
      await eventually(() => listening.hearing());
      assert.equal(await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub'), 1);
      await eventually(() => missed === cuts);
    }
    assert.equal(cache.available(), true);
    await cache.publish('news', 'again');
    await eventually(() => heard.includes('again'));
  });
});
