import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { testEngineUrl } from '@outlay/testkit/config.ts';
import { Cluster, Redis } from 'ioredis';
import { openCache } from '../src/open.ts';
import { parseRedisUrl } from '../src/redis/url.ts';
import { updateState } from '../src/update-state.ts';
import { logger, withoutRedis } from './fixtures.ts';
import { startRedisCluster } from './redis-cluster.ts';

const minute = 60_000;

/** A cache that goes on alone when Redis is away, and somebody who puts other things under its keys. */
async function opened(url: string, client: Redis | Cluster) {
  const prefix = `test-${randomUUID()}`;
  const cache = await openCache(`${url}?prefix=${prefix}`, { logger, timeoutMs: 10_000 });
  const named = (key: string): string => `${prefix}:{${key}}`;
  return {
    cache,
    list: (key: string) => client.rpush(named(key), 'foreign'),
    text: (key: string, text: string) => client.set(named(key), text),
    async [Symbol.asyncDispose]() {
      await cache.stop();
      client.disconnect();
    },
  };
}

async function takesTheirPlace({ cache, list, text }: Awaited<ReturnType<typeof opened>>) {
  const keys = ['get', 'set', 'setIfAbsent', 'compareAndSet', 'updated', 'removed', 'count'];
  for (const key of keys) await list(key);
  assert.equal(await cache.get('get'), null);
  assert.deepEqual(await cache.getAll(['get', 'nobody']), [null, null]);
  await cache.set('set', 'ours', minute);
  assert.equal(await cache.get('set'), 'ours');
  assert.equal(await cache.setIfAbsent('setIfAbsent', 'ours', minute), true);
  assert.equal(await cache.setIfAbsent('setIfAbsent', 'others', minute), false);
  assert.equal(await cache.get('setIfAbsent'), 'ours');
  assert.equal(await cache.compareAndSet('compareAndSet', 'foreign', 'ours', minute), false);
  assert.equal(await cache.compareAndSet('compareAndSet', null, 'ours', minute), true);
  assert.equal(
    await updateState(cache, 'updated', minute, (held) => `${held}, ours`),
    'null, ours',
  );
  assert.equal(await cache.compareAndSet('removed', null, null, minute), true);
  await text('no number', 'foreign');
  for (const key of ['count', 'no number']) {
    assert.equal((await cache.count(key, 2, minute)).value, 2);
    const { value, msLeft } = await cache.count(key, 3, minute);
    assert.equal(value, 5);
    assert.ok(msLeft > 0 && msLeft <= minute, `${msLeft}`);
  }
  // Nothing of it was taken for an outage.
  assert.equal(cache.available(), true);
  assert.equal(await cache.publish('news', ''), true);
}

describe('what somebody else put under our keys', { skip: withoutRedis }, () => {
  test('is nothing to us, and ours takes its place', async () => {
    const url = testEngineUrl('REDIS') ?? '';
    await using ours = await opened(url, new Redis(url));
    await takesTheirPlace(ours);
  });

  test('just so on a cluster', async () => {
    await using cluster = await startRedisCluster();
    const client = new Cluster([...parseRedisUrl(cluster.url).nodes]);
    await using ours = await opened(cluster.url, client);
    await takesTheirPlace(ours);
  });
});
