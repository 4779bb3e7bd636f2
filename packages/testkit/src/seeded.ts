import { randomBytes } from 'node:crypto';
import { testSeed } from './config.ts';

/** Random choices that a seed repeats exactly. */
export interface Random {
  readonly seed: number;
  /** A number in [0, 1). */
  fraction(): number;
  /** A whole number in [min, max], both included; max - min must be below 2^32. */
  integer(min: number, max: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** A copy in random order. */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * Runs a test's body with a source of random choices, and names the seed when it fails. The seed
 * is OUTLAY_TEST_SEED where that is set, else a new one each time.
 */
export async function withSeed<T>(body: (random: Random) => Promise<T> | T): Promise<T> {
  const seed = testSeed() ?? randomBytes(4).readUInt32LE();
  try {
    return await body(randomFrom(seed));
  } catch (error) {
    process.stderr.write(`Failed with OUTLAY_TEST_SEED=${seed}\n`);
    throw error;
  }
}

export function randomFrom(seed: number): Random {
  const next = mulberry32(seed);
  const random: Random = {
    seed,
    fraction: () => next() / 2 ** 32,
    integer: (min, max) => min + Math.floor(random.fraction() * (max - min + 1)),
    chance: (probability) => random.fraction() < probability,
    pick: (choices) => {
      if (choices.length === 0) throw new RangeError('Nothing to pick from');
      return choices[random.integer(0, choices.length - 1)]!;
    },
    shuffle: (items) => {
      // Fisher and Yates: each position draws from what is left.
      const left = [...items];
      return items.map(() => left.splice(random.integer(0, left.length - 1), 1)[0]!);
    },
  };
  return random;
}

/**
 * Tommy Ettinger's generator, in the public domain: 32 bits of state, equally spread, ample for
 * test data. pure-rand comes only inside fast-check, which we don't want among the dependencies.
 */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
