import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { register } from 'prom-client';
import { createMemoryCache } from '../src/memory.ts';
import type { RemoteCache } from '../src/redis/cache.ts';
import { steadyCache } from '../src/steady.ts';
import { logger } from './fixtures.ts';

const minute = 60_000;

/** A shared cache in which one thing is broken, behind the memory that makes up for it. */
function broken(operations: Partial<RemoteCache>, timeoutMs = 20) {
  const remote = { ...createMemoryCache(), shared: true, ping: async () => {}, ...operations };
  const cache = steadyCache(remote, { logger, timeoutMs });
  return { ...cache, [Symbol.asyncDispose]: cache.stop };
}

const rejects = async (): Promise<never> => Promise.reject(new Error('refused'));
const neverEnds = (): Promise<never> => new Promise(() => {});

async function metric(name: string, labels: Record<string, string> = {}): Promise<number> {
  const values = (await register.getSingleMetric(name)?.get())?.values ?? [];
  const wanted = Object.entries(labels);
  return (
    values.find((one) =>
      wanted.every(([key, value]) => (one.labels as Record<string, unknown>)[key] === value),
    )?.value ?? 0
  );
}

test('an operation that fails, and one that never ends, are answered by the memory', async () => {
  for (const get of [rejects, neverEnds]) {
    await using cache = broken({ get, ping: rejects });
    await cache.set('key', 'shared', minute);
    assert.equal(await cache.get('key'), null);
    assert.equal(cache.available(), false);
    await cache.set('key', 'own', minute);
    assert.equal(await cache.get('key'), 'own');
  }
});

test('an answer that has come counts, however long the process was too busy to read it', async () => {
  await using cache = broken({
    async get() {
      await stat('.');
      return 'shared';
    },
  });
  const answer = cache.get('key');
  await new Promise(setImmediate);
  const asked = cache.get('key');
  const busyUntil = performance.now() + 100;
  while (performance.now() < busyUntil);
  assert.deepEqual([await answer, await asked], ['shared', 'shared']);
});

test('a probe finds out that it is away while nobody uses it, and that it is back', async () => {
  let ping = rejects as RemoteCache['ping'];
  await using cache = broken({ ping: () => ping() });
  await eventually(() => !cache.available());
  assert.equal(await metric('outlay_cache_available'), 0);
  assert.equal(await cache.setIfAbsent('key', 'own', minute), true);
  ping = neverEnds;
  await cache.set('other', 'own', minute);
  ping = async () => {};
  await eventually(() => cache.available());
  assert.equal(await metric('outlay_cache_available'), 1);
  assert.equal(await cache.setIfAbsent('key', 'shared', minute), true);
});

test('operations are counted by who answered them', async () => {
  const counted = (outcome: string) =>
    metric('outlay_cache_operations_total', { operation: 'count', outcome });
  const before = [await counted('shared'), await counted('alone')];
  await using cache = broken({ get: rejects, ping: rejects });
  await cache.count('hits', 1, minute);
  await cache.get('key');
  await cache.count('hits', 1, minute);
  await cache.count('hits', 1, minute);
  assert.deepEqual(
    [await counted('shared'), await counted('alone')],
    [before[0]! + 1, before[1]! + 2],
  );
});
