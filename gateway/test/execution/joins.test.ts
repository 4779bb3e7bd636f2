import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withSeed } from '@outlay/testkit/seeded.ts';
import { compareJoins } from './differential.ts';
import { createWorld } from './fixture/worlds.ts';

const cases = 60;

test(`${cases} operations that two texts may answer are answered as stock Apollo answers them`, async () => {
  await withSeed(async (random) => {
    const { joined, clean, replayed } = await compareJoins(createWorld('shop'), random, cases);
    // Each case is executed twice. Without enough of each way there is nothing to compare.
    assert.ok(joined > cases / 20, `${joined} were joined as texts`);
    assert.ok(clean > cases / 4, `${clean} were joined as objects`);
    assert.ok(replayed > cases / 10, `${replayed} were replayed`);
  });
});
