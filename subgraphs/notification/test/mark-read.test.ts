import assert from 'node:assert/strict';
import { test } from 'node:test';
import { list, mark, raise } from './asking.ts';
import { newViewer, openHouse } from './fixture.ts';

test('alerts are marked as read by id or up to a cursor, once per key', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  const { nodes } = await raise(house, instance, viewer, 5);
  const [fifth, , third] = nodes;
  assert.ok(fifth && third);

  const byId = { ids: [fifth.id, fifth.id], idempotencyKey: 'first-key' };
  const marked = await mark(instance, viewer, byId);
  assert.equal(marked.unreadCount, 4);
  assert.deepEqual(
    marked.alerts?.map(({ id }) => id),
    [fifth.id],
  );
  assert.notEqual(marked.alerts?.[0]?.readAt, null);
  const again = await mark(instance, viewer, byId);
  assert.deepEqual(again, marked);
  const other = await mark(instance, viewer, { ...byId, ids: [third.id] });
  assert.equal(other.__typename, 'IdempotencyConflict');

  const upTo = { upTo: third.cursor, idempotencyKey: 'second-key' };
  const older = await mark(instance, viewer, upTo);
  assert.equal(older.alerts?.length, 3);
  assert.equal(older.unreadCount, 1);
  const { nodes: unread, unreadCount } = await list(instance, viewer, { unreadOnly: true });
  assert.deepEqual([unread.length, unreadCount], [1, 1]);
});

test('marking refuses what is not exactly one of ids and upTo, and changes nothing', async () => {
  await using house = await openHouse();
  const instance = await house.start();
  const viewer = await house.signUp();
  const { nodes } = await raise(house, instance, viewer, 1);
  const [alert] = nodes;
  assert.ok(alert);
  const idempotencyKey = 'some-key-1';
  const wrong = [
    { idempotencyKey },
    { ids: [alert.id], upTo: alert.cursor, idempotencyKey },
    { ids: [], idempotencyKey },
    { ids: Array.from({ length: 101 }, () => alert.id), idempotencyKey },
    { upTo: 'bm90LWEtY3Vyc29y', idempotencyKey },
    { ids: [alert.id], idempotencyKey: 'short' },
  ];
  for (const input of wrong) {
    assert.equal((await mark(instance, viewer, input)).__typename, 'InvalidInput');
  }
  for (const stranger of [newViewer().bookId, 'no-uuid']) {
    const answer = await mark(instance, viewer, { ids: [alert.id, stranger], idempotencyKey });
    assert.deepEqual([answer.__typename, answer.id], ['NotFound', stranger]);
  }
  assert.equal((await list(instance, viewer)).unreadCount, 1);
});
