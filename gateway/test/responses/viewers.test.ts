import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { createMemoryCache } from '@outlay/cache/memory.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { createKeptAnswers } from '../../src/responses/kept-answers.ts';

const ids = () => ({ userId: randomUUID(), bookId: randomUUID(), sessionId: randomUUID() });
const viewer: Viewer = { ...ids(), roles: ['MEMBER'], expiresAt: 0 };

test('an answer is kept for one viewer, in the roles that they had', async () => {
  const cache = createMemoryCache();
  const kept = createKeptAnswers(cache, { isOwed: () => false }, 'graph');
  const found = async (who: Viewer, what = 'a query') => {
    const looked = await kept.look(who, what);
    return looked && 'json' in looked ? looked.json : null;
  };
  const place = await kept.look(viewer, 'a query');
  assert.ok(place && 'keep' in place);
  place.keep('{}', 10_000);
  assert.equal(await found(viewer), '{}');
  assert.equal(await found({ ...viewer, sessionId: randomUUID(), expiresAt: 1 }), '{}');
  assert.equal(await found(viewer, 'another query'), null);
  for (const other of [
    { roles: ['OPERATOR'] },
    { roles: ['MEMBER', 'OPERATOR'] },
    { roles: [] },
    { userId: randomUUID() },
    { bookId: randomUUID() },
  ] satisfies Partial<Viewer>[]) {
    assert.equal(await found({ ...viewer, ...other }), null, JSON.stringify(other));
  }
  await cache.stop();
});
