import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { everyBook, generationKey } from '@outlay/cache/kept-answers.ts';
import { openCache } from '@outlay/cache/open.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { testEngineUrl } from '@outlay/testkit/config.ts';
import { deadLetter } from './dead-letter.ts';
import { logger, openScene, type Scene } from './scene.ts';

const redis = testEngineUrl('REDIS');
const skip = redis ? false : 'needs a Redis: npm run test:engines';

/** A cache that gateways share, and what a command is started with that shares it too. */
async function shared(scene: Scene) {
  const url = `${redis}?prefix=test-${randomUUID()}`;
  const cache = await openCache(url, { logger, timeoutMs: 10_000 });
  const { databaseUrl: DATABASE_URL, logUrl: EVENT_LOG_URL } = scene;
  const env = { ...process.env, DATABASE_URL, EVENT_LOG_URL, CACHE_URL: url, LOG_LEVEL: 'silent' };
  return {
    generationOf: (bookId: string) => cache.get(generationKey(bookId)),
    run: (command: string, ...args: string[]) =>
      promisify(execFile)(
        process.execPath,
        [fileURLToPath(new URL(`../src/${command}.ts`, import.meta.url)), ...args],
        { env },
      ),
    [Symbol.asyncDispose]: cache.stop,
  };
}

suite('what a command changed, gateways answer from no more', { skip }, () => {
  test('of any book, once the aggregates were rebuilt; not when they were only compared', async () => {
    await using scene = await openScene('postgres');
    await using cache = await shared(scene);
    await cache.run('rebuild', '--check');
    assert.equal(await cache.generationOf(everyBook), null);
    await cache.run('rebuild');
    const first = await cache.generationOf(everyBook);
    assert.notEqual(first, null);
    await cache.run('rebuild');
    assert.notEqual(await cache.generationOf(everyBook), first);
  });

  test('of a book, once an event of it was applied that could not be before', async () => {
    await using scene = await openScene();
    await using cache = await shared(scene);
    const food = uuidv7();
    const book = await scene.book({}, [food]);
    await deadLetter(scene, book, food);
    await cache.run('dead-letters', 'list');
    assert.equal(await cache.generationOf(book.bookId), null);
    await cache.run('dead-letters', 'replay', '--all');
    assert.notEqual(await cache.generationOf(book.bookId), null);
    assert.equal(await cache.generationOf(everyBook), null);
  });
});
