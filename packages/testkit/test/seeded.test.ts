import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { randomFrom } from '@outlay/testkit/seeded.ts';

function choices(seed: number): number[] {
  const random = randomFrom(seed);
  return Array.from({ length: 50 }, () => random.integer(0, 1_000_000));
}

test('the same seed makes the same choices, another seed others', () => {
  assert.deepEqual(choices(7), choices(7));
  assert.notDeepEqual(choices(7), choices(8));
});

test('choices stay within their bounds and reach all of them', () => {
  const random = randomFrom(1);
  const drawn = new Set(Array.from({ length: 500 }, () => random.integer(-2, 2)));
  assert.deepEqual(
    [...drawn].sort((a, b) => a - b),
    [-2, -1, 0, 1, 2],
  );
  const items = Array.from({ length: 20 }, (_, index) => index);
  const shuffled = random.shuffle(items);
  assert.notDeepEqual(shuffled, items);
  assert.deepEqual(
    shuffled.toSorted((a, b) => a - b),
    items,
  );
  assert.ok(Array.from({ length: 500 }, () => random.fraction()).every((x) => x >= 0 && x < 1));
  assert.ok(items.includes(random.pick(items)));
  assert.throws(() => random.pick([]), RangeError);
});

test('a failure names its seed, and the seed repeats it', () => {
  const source = `
    import { withSeed } from '@outlay/testkit/seeded.ts';
    await withSeed((random) => { throw new Error('drew ' + random.integer(0, 1e9)); });`;
  const run = (env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', source], {
      env,
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }).stderr;
  const first = run({});
  const seed = /OUTLAY_TEST_SEED=(\d+)/.exec(first)?.[1];
  assert.ok(seed, first);
  const draw = /drew \d+/.exec(first)?.[0];
  assert.ok(draw);
  assert.equal(/drew \d+/.exec(run({ OUTLAY_TEST_SEED: seed }))?.[0], draw);
});
