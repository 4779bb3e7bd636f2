import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { createAnswerDrops, generationKey } from '../src/kept-answers.ts';
import { createMemoryCache } from '../src/memory.ts';
import type { Cache } from '../src/port.ts';

/** A cache that is away when it is said to be, and carries a `set` out once that is let through. */
function heldCache() {
  const memory = createMemoryCache();
  const held: (() => void)[] = [];
  const way = { isThere: true, isHeld: true };
  const cache: Cache = {
    ...memory,
    available: () => way.isThere,
    async set(...given) {
      if (way.isHeld) await new Promise<void>((resolve) => held.push(resolve));
      if (way.isThere) await memory.set(...given);
    },
  };
  return { cache, way, letThrough: () => held.shift()?.() };
}

test('a drop that Redis missed is made up for, though one before it was heard meanwhile', async () => {
  const { cache, way, letThrough } = heldCache();
  const drops = createAnswerDrops(cache);
  const [first, second] = [drops.drop(['book']), drops.drop(['book'])];
  letThrough();
  await first;
  assert.equal(drops.isOwed('book'), true);
  const generation = await cache.get(generationKey('book'));
  assert.notEqual(generation, null);

  way.isThere = false;
  letThrough();
  await second;
  way.isThere = true;
  way.isHeld = false;
  await eventually(async () => (await cache.get(generationKey('book'))) !== generation);
  await eventually(() => !drops.isOwed('book'));
  await drops.stop();
  await cache.stop();
});
