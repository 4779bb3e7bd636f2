import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { followEnded, tellEnded } from '../src/ended-sessions.ts';
import { createMemoryCache } from '../src/memory.ts';
import type { Cache, Listener } from '../src/port.ts';
import { adapters } from './fixtures.ts';

const tokenMs = 60_000;

for (const adapter of adapters) {
  describe(`ended sessions on ${adapter.name}`, { skip: adapter.skip }, () => {
    after(() => adapter.close?.());

    test('are heard of by every process at once; others stay open', async () => {
      await using opened = await adapter.open();
      const [here, there] = [
        await followEnded(opened.cache, tokenMs),
        await followEnded(await opened.again(), tokenMs),
      ];
      const [ending, staying] = [randomUUID(), randomUUID()];
      const heard: string[] = [];
      there.onEnded((id) => heard.push(id));
      assert.equal(await there.isOver(ending), false);
      await tellEnded(opened.cache, [ending], tokenMs);
      await eventually(() => heard.length === 1);
      assert.deepEqual(heard, [ending]);
      for (const ended of [here, there]) {
        assert.equal(await ended.isOver(ending), true);
        assert.equal(await ended.isOver(staying), false);
        await ended.stop();
      }
    });

    test('are known to a process that started later', async () => {
      await using opened = await adapter.open();
      const ending = randomUUID();
      await tellEnded(opened.cache, [ending], tokenMs);
      const later = await followEnded(await opened.again(), tokenMs);
      assert.equal(await later.isOver(ending), true);
      await later.stop();
    });

    test('are forgotten with the last of their tokens', async () => {
      await using opened = await adapter.open();
      const ending = randomUUID();
      await tellEnded(opened.cache, [ending], 50);
      const later = await followEnded(opened.cache, 50);
      await eventually(async () => !(await later.isOver(ending)));
      await later.stop();
    });
  });
}

/** A cache whose listener can be cut off. */
function deafCache(): { cache: Cache; miss: () => void } {
  const memory = createMemoryCache();
  let listener: Listener | undefined;
  return {
    cache: {
      ...memory,
      subscribe: async (_channel, given) => {
        listener = given;
        return { hearing: () => true, stop: async () => {} };
      },
    },
    miss: () => listener?.onMissed(),
  };
}

test('what may have been missed is looked up, and whoever keeps something open is told', async () => {
  const { cache, miss } = deafCache();
  const ended = await followEnded(cache, 100);
  // Sure of itself once all tokens from before it listened are gone.
  const ending = randomUUID();
  await eventually(async () => {
    const answer = ended.isOver(ending);
    return answer === false;
  });
  await tellEnded(cache, [ending], tokenMs);
  assert.equal(ended.isOver(ending), false, 'nobody said so');
  let told = 0;
  const forget = ended.onMissed(() => (told += 1));
  miss();
  assert.equal(await ended.isOver(ending), true);
  forget();
  miss();
  assert.equal(told, 1);
});
