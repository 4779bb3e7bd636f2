import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arrivals } from './arrivals.ts';

const longMs = 60_000;

/** Lets so many wait for what comes when it is said to. */
function waiting(arrivals: Arrivals, book: string, count: number) {
  const refused: number[] = [];
  let isThere: true | null = null;
  const all = Array.from({ length: count }, async (_none, number) => {
    const value = await arrivals.until(book, async () => isThere, longMs);
    if (value === null) refused.push(number);
  });
  return {
    refused,
    settled: async () => {
      isThere = true;
      arrivals.arrived([book]);
      await Promise.all(all);
    },
    /** Resolves once so many were told that it isn't there. */
    toldNo: async (wanted: number) => {
      while (refused.length < wanted) await new Promise((resolve) => setTimeout(resolve, 10));
    },
  };
}

test('a few of each book wait on, and others are told at once that it isn’t there', async () => {
  const arrivals = new Arrivals();
  const flood = waiting(arrivals, 'flooded', 20);
  await flood.toldNo(12);
  const others = waiting(arrivals, 'another', 3);
  await others.settled();
  await flood.settled();
  assert.deepEqual([flood.refused.length, others.refused.length], [12, 0]);
});

test('of all books together not more wait than leaves places for others', async () => {
  const arrivals = new Arrivals();
  const floods = Array.from({ length: 5 }, (_none, at) => waiting(arrivals, `book ${at}`, 8));
  const refused = () => floods.reduce((sum, flood) => sum + flood.refused.length, 0);
  while (refused() < 8) await new Promise((resolve) => setTimeout(resolve, 10));
  await Promise.all(floods.map((flood) => flood.settled()));
  assert.equal(refused(), 8);
  // Those places are free again.
  const later = waiting(arrivals, 'book 0', 9);
  await later.toldNo(1);
  await later.settled();
  assert.equal(later.refused.length, 1);
});
