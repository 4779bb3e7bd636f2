import { type Random, randomFrom } from '@outlay/testkit/seeded.ts';
import { Newcomers, type Rush } from '../people/newcomers.ts';
import { type Participant, takePart } from '../people/participant.ts';
import { Pulse } from '../people/pulse.ts';
import { Reader } from '../people/reader.ts';
import type { Pace } from '../people/writer.ts';
import { allOrNone } from './all-or-none.ts';
import type { Doings } from './recovery.ts';

export type CrowdOptions = {
  readonly name: string;
  readonly writers: number;
  readonly pulses: number;
  readonly pace: Pace;
  /** Between two reports that somebody looks at who writes. */
  readonly readPauseMs: number;
  readonly newcomers: Rush;
};

/** Everybody who writes and watches. */
export type Crowd = AsyncDisposable & {
  readonly writers: readonly Participant[];
  readonly pulses: readonly Pulse[];
  /** One for each who only writes, beside it. */
  readonly readers: readonly Reader[];
  /** Those of both, who were there from the beginning. */
  readonly everybody: readonly Participant[];
  readonly newcomers: Newcomers;
  /** How many of their writes were acknowledged. */
  readonly written: () => number;
  readonly doings: () => Doings;
  /** All of them at work: they begin nothing once `ended`, and wait for nothing once `givenUp`. */
  readonly runUntil: (ended: () => boolean, givenUp: () => boolean) => Promise<unknown>;
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
  const readers = writers.map((writer) => new Reader(writer, options.readPauseMs));
  const newcomers = new Newcomers(url, randomFrom(seed), options.newcomers);
  const leave = async (): Promise<void> => {
    await Promise.all(everybody.map((one) => one.stop()));
  };
  return {
    writers,
    pulses,
    readers,
    everybody,
    newcomers,
    written: () => everybody.flatMap(({ writer }) => writer.acknowledged).length,
    // Those who wait for alerts tell nothing of writes, for they write no more until one has come.
    doings: () => ({
      writes: writers.map(({ writer }) => writer.acknowledged),
      reads: readers.map(({ answered }) => answered),
      rounds: pulses.map(({ rounds }) => rounds),
    }),
    runUntil: (ended, givenUp) =>
      Promise.all([
        ...writers.map(({ writer }) => writer.runUntil(ended, givenUp)),
        ...[...readers, ...pulses, newcomers].map((one) => one.runUntil(ended, givenUp)),
      ]),
    leave,
    [Symbol.asyncDispose]: leave,
  };
}
