import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withSeed } from '@outlay/testkit/seeded.ts';
import { compare } from './differential.ts';
import { createWorld, worldNames } from './fixture/worlds.ts';

/** Here a few; `npm run fuzz:gateway` tries many. */
const cases = 100;

for (const name of worldNames) {
  test(`${cases} random operations on ${name} are answered as stock Apollo answers them`, async () => {
    await withSeed(async (random) => {
      const { clean, passed, joined, replayed, apollo } = await compare(
        createWorld(name),
        random,
        cases,
      );
      // Each case is executed twice. Without enough of each way there is nothing to compare.
      const prepared = clean + passed + joined;
      assert.ok(prepared > cases / 3, `${prepared} were answered as prepared`);
      assert.ok(replayed > cases / 5, `${replayed} were replayed`);
      assert.ok(apollo < cases, `${apollo} were left to Apollo`);
    });
  });
}
