import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partitionOf } from './partition-of.ts';

test('the hash is FNV-1a, by the published test vectors', () => {
  // https://www.rfc-editor.org/rfc/rfc9923, the vectors of the 32-bit hash.
  const vectors: [string, number][] = [
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ];
  for (const [text, hash] of vectors) assert.equal(partitionOf(text, 2 ** 32), hash);
});

test('keys spread over all partitions', () => {
  const used = new Set<number>();
  for (let key = 0; key < 1_000; key += 1) used.add(partitionOf(`key ${key}`, 8));
  assert.deepEqual([...used].toSorted(), [0, 1, 2, 3, 4, 5, 6, 7]);
});
