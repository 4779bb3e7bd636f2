import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createDelivery } from './deliver.ts';

function start(capacity = 3) {
  let left = 0;
  const delivery = createDelivery<string>({
    capacity,
    tooSlow: () => 'too slow',
    onLeave: () => (left += 1),
  });
  return { ...delivery, left: () => left };
}

async function rest(iterator: AsyncIterable<string>): Promise<string[]> {
  const values: string[] = [];
  for await (const value of iterator) values.push(value);
  return values;
}

describe('a delivery', () => {
  test('hands over what is pushed, in order, whether the reader waits or comes later', async () => {
    const { iterator, push, finish } = start();
    const waiting = [iterator.next(), iterator.next()];
    for (const value of ['a', 'b', 'c']) push(value);
    finish();
    assert.deepEqual(await Promise.all(waiting), [
      { done: false, value: 'a' },
      { done: false, value: 'b' },
    ]);
    assert.deepEqual(await rest(iterator), ['c']);
  });

  test('lets go of its source at once when its reader leaves, though a next() is pending', async () => {
    const { iterator, push, left } = start();
    const pending = iterator.next();
    const leaving = iterator.return!();
    assert.equal(left(), 1, 'before anything is awaited');
    assert.deepEqual(await leaving, { done: true, value: undefined });
    assert.deepEqual(await pending, { done: true, value: undefined });
    push('late');
    assert.deepEqual(await iterator.next(), { done: true, value: undefined });
    await iterator.return!();
    assert.equal(left(), 1);
  });

  test('forgets what was waiting when its reader leaves', async () => {
    const { iterator, push } = start();
    push('a');
    await iterator.return!();
    assert.deepEqual(await rest(iterator), []);
  });

  test('ends for a reader that throws', async () => {
    const { iterator, left } = start();
    await assert.rejects(iterator.throw!(new Error('enough')), /enough/);
    assert.equal(left(), 1);
    assert.equal((await iterator.next()).done, true);
  });

  test('gives a slow reader what fits, then says so, then ends', async () => {
    const { iterator, push, left } = start(3);
    for (const value of ['a', 'b', 'c']) push(value);
    assert.equal(left(), 0);
    push('d');
    assert.equal(left(), 1);
    push('e');
    assert.deepEqual(await rest(iterator), ['a', 'b', 'c', 'too slow']);
  });

  test('counts only what waits, not what was read', async () => {
    const { iterator, push, finish, left } = start(2);
    for (let round = 0; round < 10; round += 1) {
      push('a');
      assert.equal((await iterator.next()).value, 'a');
    }
    finish('last word');
    assert.deepEqual(await rest(iterator), ['last word']);
    assert.equal(left(), 0, 'an end from this side is no leaving');
  });
});
