import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createMemoryCache } from '@outlay/cache/memory.ts';
import { type Random, withSeed } from '@outlay/testkit/seeded.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { type Allowance, createAllowance } from './allowance.ts';

const minute = 60_000;
const hour = 60 * minute;

/** A cache that tells how often it was asked, and takes its time when it is told to. */
function counted(pauses: () => number = () => 0) {
  const cache = createMemoryCache();
  const asked: number[] = [];
  return {
    asked,
    count: async (key: string, amount: number, windowMs: number) => {
      asked.push(amount);
      for (let left = pauses(); left > 0; left -= 1) await turn();
      return cache.count(key, amount, windowMs);
    },
  };
}

async function spentBy(allowance: Allowance, times: number, amount = 1, limit = 100) {
  let allowed = 0;
  for (let index = 0; index < times; index += 1) {
    if ((await allowance.spend('who', amount, limit)).allowed) allowed += amount;
  }
  return allowed;
}

test('allows what is within the limit, then nothing until the window ends', async () => {
  const allowance = createAllowance({ cache: counted(), windowMs: hour, settleMs: hour });
  assert.equal(await spentBy(allowance, 300), 100);
  await allowance.stop();
  const brief = createAllowance({ cache: counted(), windowMs: 50, settleMs: hour });
  for (let windows = 0; windows < 3; windows += 1) {
    await eventually(async () => (await spentBy(brief, 1, 1, 10)) === 1);
    await eventually(async () => (await spentBy(brief, 11, 1, 10)) < 11);
  }
  await brief.stop();
});

test('says what is left, and that nothing is spent by asking or by being refused', async () => {
  const allowance = createAllowance({ cache: counted(), windowMs: minute, settleMs: hour });
  assert.equal((await allowance.spend('who', 7, 10)).remaining, 3);
  assert.equal((await allowance.spend('who', 0, 10)).remaining, 3);
  const refused = await allowance.spend('who', 4, 10);
  assert.deepEqual([refused.allowed, refused.remaining], [false, 3]);
  assert.ok(refused.msLeft > 0 && refused.msLeft <= minute);
  const last = await allowance.spend('who', 3, 10);
  assert.deepEqual([last.allowed, last.remaining], [true, 0]);
  assert.equal((await allowance.spend('somebody else', 1, 10)).remaining, 9);
  await allowance.stop();
});

test('asks the cache for many spendings at once, and settles what is left over a little later', async () => {
  const cache = counted();
  const allowance = createAllowance({ cache, windowMs: minute, settleMs: 20 });
  assert.equal(await spentBy(allowance, 1_000, 1, 10_000), 1_000);
  assert.ok(cache.asked.length < 20, `${cache.asked.length} times`);
  const sum = () => cache.asked.reduce((all, one) => all + one, 0);
  await eventually(() => sum() === 1_000);
  await allowance.stop();
  const other = createAllowance({ cache, windowMs: minute, settleMs: hour });
  assert.equal(await spentBy(other, 3, 1, 10_000), 3);
  await other.stop();
  assert.equal(sum(), 1_003);
});

test('an amount that is more than may be held back is spent all the same', async () => {
  const allowance = createAllowance({ cache: counted(), windowMs: minute, settleMs: hour });
  assert.equal(await spentBy(allowance, 20, 30, 100), 90);
  await allowance.stop();
});

async function overshoot(random: Random): Promise<void> {
  const processes = random.integer(1, 4);
  const limit = random.integer(1, 300);
  const largest = random.pick([1, 1, 5]);
  const cache = counted(() => random.integer(0, 5));
  const allowances = Array.from({ length: processes }, () =>
    createAllowance({ cache, windowMs: hour, settleMs: random.pick([1, hour]) }),
  );
  let allowed = 0;
  const flood = async (allowance: Allowance): Promise<void> => {
    for (let index = 0; index < limit; index += 1) {
      const amount = random.integer(1, largest);
      if ((await allowance.spend('who', amount, limit)).allowed) allowed += amount;
      if (random.chance(0.1)) await turn();
    }
  };
  await Promise.all(allowances.flatMap((one) => [flood(one), flood(one), flood(one)]));
  const bound = limit + processes * Math.max(largest, Math.ceil(limit / 20));
  assert.ok(allowed <= bound, `${allowed} of ${limit} by ${processes}`);
  assert.ok(allowed > limit - largest, `${allowed} of ${limit}: somebody was refused for nothing`);
  await Promise.all(allowances.map((one) => one.stop()));
}

test('many processes together overshoot a limit by what each may hold back, and no more', () =>
  withSeed(async (random) => {
    for (let round = 0; round < 30; round += 1) await overshoot(random);
  }));
