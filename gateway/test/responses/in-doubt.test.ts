import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryCache } from '@outlay/cache/memory.ts';
import type { Cache } from '@outlay/cache/port.ts';
import { createKeptAnswers } from '../../src/responses/kept-answers.ts';
import { newViewer } from '../subscriptions/fixture/viewers.ts';

/** What must not be kept of a book: the cache is away, or a drop of the book's answers hasn't reached it. */
const doubts = ['away', 'owed'] as const;
type Doubt = (typeof doubts)[number];

/** Answers kept in a cache that comes to be in doubt when the test says so. */
function doubtful(doubt: Doubt) {
  const memory = createMemoryCache();
  const viewer = newViewer();
  let inDoubt = false;
  let duringLook = () => {};
  let gets = 0;
  let sets = 0;
  const cache: Cache = {
    ...memory,
    available: () => !(inDoubt && doubt === 'away'),
    getAll(keys) {
      gets += 1;
      duringLook();
      return memory.getAll(keys);
    },
    set(...args) {
      sets += 1;
      return memory.set(...args);
    },
  };
  const isOwed = (bookId: string) => inDoubt && doubt === 'owed' && bookId === viewer.bookId;
  const kept = createKeptAnswers(cache, { isOwed }, 'graph');
  return {
    look: () => kept.look(viewer, 'a query'),
    gets: () => gets,
    sets: () => sets,
    begin: () => void (inDoubt = true),
    beginDuringLook: () => void (duringLook = () => void (inDoubt = true)),
  };
}

for (const doubt of doubts) {
  test(`while it is ${doubt}, nothing is looked for`, async () => {
    const { look, begin, gets } = doubtful(doubt);
    begin();
    assert.deepEqual([await look(), gets()], [null, 0]);
  });

  test(`what came to be ${doubt} while an answer was looked for gives none`, async () => {
    const { look, beginDuringLook } = doubtful(doubt);
    const place = await look();
    assert.ok(place && 'keep' in place);
    place.keep('{}', 10_000);
    assert.deepEqual(await look(), { json: '{}' });
    beginDuringLook();
    assert.equal(await look(), null);
  });

  test(`what came to be ${doubt} while an answer was made keeps none`, async () => {
    const { look, begin, sets } = doubtful(doubt);
    const place = await look();
    assert.ok(place && 'keep' in place);
    begin();
    place.keep('{}', 10_000);
    assert.equal(sets(), 0);
  });
}
