import { type Random, randomFrom } from '@outlay/testkit/seeded.ts';
import { Newcomers, type Rush } from '../people/newcomers.ts';
import { type Participant, takePart } from '../people/participant.ts';
import { Pulse } from '../people/pulse.ts';
import type { Pace } from '../people/writer.ts';
import { allOrNone } from './all-or-none.ts';

export type CrowdOptions = {
  readonly name: string;
  readonly writers: number;
  readonly pulses: number;
  readonly pace: Pace;
  readonly newcomers: Rush;
};

/** Everybody who writes and watches. */
export type Crowd = AsyncDisposable & {
  readonly writers: readonly Participant[];
  readonly pulses: readonly Pulse[];
  /** Those of both, who were there from the beginning. */
  readonly everybody: readonly Participant[];
  readonly newcomers: Newcomers;
  /** How many of their writes were acknowledged. */
  readonly written: () => number;
  /** They stop watching. */
  readonly leave: () => Promise<void>;
};

/** Signs up so many of each; resolves when all of them write and see. */
export async function gather(url: string, random: Random, options: CrowdOptions): Promise<Crowd> {
  const parts = (kind: string, count: number) =>
    Array.from({ length: count }, (_, number) => ({
      name: `${options.name}-${kind}-${number}`,
      seed: random.integer(0, 2 ** 31),
      pace: options.pace,
    }));
  const [writing, pulsing] = [parts('writer', options.writers), parts('pulse', options.pulses)];
  const seed = random.integer(0, 2 ** 31);
  const writers = await allOrNone(writing.map((part) => takePart(url, part)));
  const pulses = await allOrNone(pulsing.map((part) => Pulse.start(url, part))).catch(
    async (error: unknown) => {
      await Promise.all(writers.map((one) => one.stop()));
      throw error;
    },
  );
  const everybody = [...writers, ...pulses.map(({ participant }) => participant)];
  const leave = async (): Promise<void> => {
    await Promise.all(everybody.map((one) => one.stop()));
  };
  return {
    writers,
    pulses,
    everybody,
    newcomers: new Newcomers(url, randomFrom(seed), options.newcomers),
    written: () => everybody.flatMap(({ writer }) => writer.acknowledged).length,
    leave,
    [Symbol.asyncDispose]: leave,
  };
}
