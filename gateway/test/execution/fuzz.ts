import { withSeed } from '@outlay/testkit/seeded.ts';
import { compare } from './differential.ts';
import { createWorld, worldNames } from './fixture/worlds.ts';

/** `npm run fuzz:gateway [cases]`: many random operations on every world; ends at the first difference. */
const cases = Number(process.argv[2] ?? 20_000);
const each = Math.ceil(cases / worldNames.length);

for (const name of worldNames) {
  const ways = await withSeed((random) => compare(createWorld(name), random, each));
  process.stdout.write(
    `${name}: ${each} operations without a difference ${JSON.stringify(ways)}\n`,
  );
}
