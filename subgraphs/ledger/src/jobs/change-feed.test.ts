import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { changeFeed } from './change-feed.ts';
import type { News, Tidings } from './news.ts';

const logger = createLogger('test', 'silent');

/** A book whose changes are numbers, and the news of it. */
function bookOf(changes: bigint[], { pageSize = 3, pollMs = 60_000 } = {}) {
  const listeners = new Set<(tidings: Tidings) => void>();
  const news: News = {
    tell: ({ posted = [], charts = [] }) => listeners.forEach((tell) => tell({ posted, charts })),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async () => {},
  };
  const reads: bigint[] = [];
  let broken = false;
  const feed = (after: bigint) =>
    changeFeed({
      news,
      logger,
      bookId: 'book',
      after,
      positionOf: (change: bigint) => change,
      pollMs,
      async read(position) {
        reads.push(position);
        await new Promise(setImmediate);
        if (broken) throw new Error('away');
        return changes.filter((change) => change > position).slice(0, pageSize);
      },
    });
  const post = (...fresh: bigint[]): void => {
    changes.push(...fresh);
    news.tell({ posted: ['book'] });
  };
  const breakDown = (state: boolean): void => {
    broken = state;
  };
  return { feed, post, news, reads, listeners, breakDown };
}

async function take(feed: AsyncIterator<bigint>, count: number): Promise<bigint[]> {
  const taken: bigint[] = [];
  while (taken.length < count) taken.push((await feed.next()).value as bigint);
  return taken;
}

test('first what was missed, page by page, then what comes', async () => {
  const { feed, post } = bookOf([1n, 2n, 4n, 5n, 7n]);
  const changes = feed(1n);
  assert.deepEqual(await take(changes, 4), [2n, 4n, 5n, 7n]);
  const next = take(changes, 2);
  post(8n, 9n);
  assert.deepEqual(await next, [8n, 9n]);
  await changes.return?.();
});

test('news that comes while reading is not lost', async () => {
  const { feed, post } = bookOf([]);
  const changes = feed(0n);
  const next = changes.next();
  post(1n);
  assert.equal((await next).value, 1n);
  await changes.return?.();
});

test('calls that overlap get one change each, in order', async () => {
  const { feed, post } = bookOf([1n, 2n]);
  const changes = feed(0n);
  const four = [changes.next(), changes.next(), changes.next(), changes.next()];
  post(3n, 4n);
  const taken = await Promise.all(four);
  assert.deepEqual(
    taken.map(({ value }) => value as bigint),
    [1n, 2n, 3n, 4n],
  );
  await changes.return?.();
});

test('news of other books wakes nobody', async () => {
  const { feed, post, news, reads } = bookOf([]);
  const changes = feed(0n);
  const next = changes.next();
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  const before = reads.length;
  news.tell({ posted: ['another'] });
  await new Promise(setImmediate);
  assert.equal(reads.length, before);
  post(1n);
  assert.equal((await next).value, 1n);
  await changes.return?.();
});

test('ending lets go of the news and answers whoever waits', async () => {
  const { feed, listeners } = bookOf([]);
  const changes = feed(0n);
  const waiting = changes.next();
  await new Promise(setImmediate);
  await changes.return?.();
  assert.equal((await waiting).done, true);
  assert.equal((await changes.next()).done, true);
  assert.equal(listeners.size, 0);
});

test('without any news it looks for itself, also after the database was away', async () => {
  const changes: bigint[] = [];
  const book = bookOf(changes, { pollMs: 5 });
  book.breakDown(true);
  const feed = book.feed(0n);
  const next = feed.next();
  changes.push(1n);
  await new Promise((resolve) => setTimeout(resolve, 20));
  book.breakDown(false);
  assert.equal((await next).value, 1n);
  await feed.return?.();
});
