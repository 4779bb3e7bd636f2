import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { withSeed } from '@outlay/testkit/seeded.ts';
import { type Attack, send } from './attack.ts';
import { everyday } from './everyday.ts';
import { startTarget, type Target, type TargetOptions } from './fixture/target.ts';

/** How many times the CPU of an everyday query an attack may take. Reading a body of megabytes takes forty. */
const timesEveryday = 100;
const tries = 10;
const repetitions = 1_000;
const mayGrowBytes = 16 * 1024 * 1024;

/** CPU time of the gateway for one of these requests, sent one after the other. */
export async function cpuOf(
  target: Target,
  bytes: Attack['bytes'],
  count = tries,
): Promise<number> {
  const before = await target.cpuMicros();
  for (let nth = 0; nth < count; nth += 1) await send(target.url, bytes(nth));
  return ((await target.cpuMicros()) - before) / count;
}

/**
 * Each attack is refused as it says before a subgraph hears of it, costs the gateway little, and leaves
 * nothing behind. Time is not looked at, since that is the machine's: `npm run bench:abuse` shows it.
 */
export function endures(
  family: string,
  attacks: readonly Attack[],
  options: TargetOptions = {},
): void {
  describe(`a gateway endures ${family}:`, () => {
    let target: Target;
    let usual: number;
    before(async () => {
      target = await startTarget(options);
      await cpuOf(target, () => everyday(target.token), 200);
      usual = await cpuOf(target, () => everyday(target.token), 200);
    });
    after(() => target[Symbol.asyncDispose]());

    for (const { name, bytes, status, code } of attacks) {
      test(name, async () => {
        const asked = await target.asked();
        assert.deepEqual(await send(target.url, bytes(-1)), { status, code });
        assert.equal(await target.asked(), asked, 'no subgraph hears of it');
        assert.ok(status >= 400 && status < 500);
        // What is waited for takes the time of whatever else goes on meanwhile.
        const cpu = status === 408 ? 0 : await cpuOf(target, bytes);
        assert.ok(cpu < timesEveryday * usual, `${cpu} µs, and ${usual} for an everyday query`);
        assert.equal((await send(target.url, everyday(target.token))).status, 200);
      });
    }

    test('a thousand of them leave nothing behind', () =>
      withSeed(async (random) => {
        const quick = attacks.filter(({ status }) => status !== 408);
        const attack = async (count: number): Promise<void> => {
          for (let nth = 0; nth < count; nth += 1) {
            await send(target.url, random.pick(quick).bytes(random.integer(0, 1_000_000)));
          }
        };
        /** The least of a few: what came last may still be on its way out, or be the subject of an expression. */
        const kept = async (): Promise<number> => {
          const figures: number[] = [];
          for (let count = 0; count < 5; count += 1) {
            await send(target.url, everyday(target.token));
            figures.push(await target.heapBytes());
          }
          return Math.min(...figures);
        };
        await attack(repetitions / 5);
        const before = await kept();
        await attack(repetitions);
        const grown = (await kept()) - before;
        assert.ok(grown < mayGrowBytes, `${grown} bytes more`);
      }));
  });
}
