import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { everyBook, generationKey } from '@outlay/cache/kept-answers.ts';
import { createMemoryCache } from '@outlay/cache/memory.ts';
import { createMemoryLog } from '@outlay/event-log/memory-log.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { startReporting } from '../src/service.ts';
import { Book } from './book.ts';
import { createBudget, openScene, updateBudget } from './scene.ts';

test('answers that gateways kept are dropped at the start, and of a book at each commit of its events', async () => {
  await using database = await createTestDatabase('reporting');
  const logger = createLogger('reporting test', 'fatal');
  const eventLog = createMemoryLog({ logger });
  const cache = createMemoryCache();
  const reporting = await startReporting({
    databaseUrl: database.url,
    eventLog,
    answerCache: cache,
    logger,
  });
  const generationOf = (bookId: string) => cache.get(generationKey(bookId));
  assert.notEqual(await generationOf(everyBook), null);

  const [book, other] = [new Book(), randomUUID()];
  const seen = new Set<string | null>([null]);
  for (const event of [book.signedUp(), book.category(randomUUID())]) {
    await eventLog.append([event]);
    await eventually(async () => !seen.has(await generationOf(book.viewer.bookId)));
    seen.add(await generationOf(book.viewer.bookId));
  }
  assert.equal(await generationOf(other), null);
  await reporting.stop();
  await eventLog.stop();
});

test('answers of a book are dropped by each change of a budget, once it is committed', async () => {
  const cache = createMemoryCache();
  await using scene = await openScene('memory', { answerCache: cache });
  const [book, other] = [await scene.book(), await scene.book()];
  const generationOf = ({ bookId }: Book) => cache.get(generationKey(bookId));
  const others = await generationOf(other);
  const seen = new Set([await generationOf(book)]);
  const id = await createBudget(scene, book, {});
  seen.add(await generationOf(book));
  assert.equal(await updateBudget(scene, book, { id, name: 'Food' }), 'UpdateBudgetSuccess');
  seen.add(await generationOf(book));
  assert.equal(seen.size, 3);
  assert.equal(await generationOf(other), others);
});
