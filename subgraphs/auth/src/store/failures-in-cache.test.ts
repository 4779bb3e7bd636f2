import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryCache } from '@outlay/cache/memory.ts';
import { readSettings } from '../settings.ts';
import { failuresInCache } from './failures-in-cache.ts';
import type { Target } from './sign-in-attempts.ts';

/** What is kept in a cache takes part in no transaction. */
const noTransaction = undefined as never;

test('what somebody else wrote in the cache keeps nobody out, and is counted over', async () => {
  const cache = createMemoryCache();
  const failures = failuresInCache(cache);
  const rules = readSettings().signIn.perEmail;
  const target: Target = { kind: 'EMAIL', subject: 'hash', rules };
  for (const held of ['no JSON', '[]', '{"count":"many"}', 'null']) {
    await cache.set('auth/attempts/EMAIL/hash', held, 60_000);
    assert.equal(await failures.of(noTransaction, target), null, held);
    const first = { count: 1, lastAt: new Date(0), lockedUntil: null };
    await failures.change(noTransaction, target, (before) => (before ? assert.fail() : first));
    assert.deepEqual(await failures.of(noTransaction, target), first);
  }
  await cache.stop();
});
