import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { createUuidv7, uuidv7 } from './uuidv7.ts';

const timeOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

test('an id is a UUID of version 7 that carries the time', () => {
  const id = createUuidv7(() => 1_645_557_742_000)();
  assert.ok(z.uuidv7().safeParse(id).success, id);
  assert.equal(timeOf(id), 0x017f22e279b0);
});

test('ids only grow and never repeat, however many share a millisecond', () => {
  const generate = createUuidv7(() => 1_700_000_000_000);
  const ids = Array.from({ length: 20_000 }, generate);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids.toSorted(), ids);
});

test('a clock that goes back does not take the ids with it', () => {
  const times = [5_000, 4_000, 1, 6_000];
  const generate = createUuidv7(() => times.shift() ?? 0);
  const ids = [generate(), generate(), generate(), generate()];
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(timeOf(ids[3] ?? ''), 6_000);
});

test('the random part differs from id to id', () => {
  const tails = Array.from({ length: 1_000 }, () => uuidv7().slice(19));
  assert.equal(new Set(tails).size, tails.length);
});
