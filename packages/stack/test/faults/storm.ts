import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, randomFrom } from '@outlay/testkit/seeded.ts';
import { Newcomers } from '../people/newcomers.ts';
import { Pulse } from '../people/pulse.ts';
import { type Participant, takePart } from '../people/participant.ts';
import type { Pace } from '../people/writer.ts';
import { happen } from './catalogue.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Over } from './recovery.ts';
import type { Entry } from './schedule.ts';

/** Everybody who writes and watches. */
export type Crowd = AsyncDisposable & {
  readonly writers: readonly Participant[];
  readonly pulses: readonly Pulse[];
  /** Those of both, who were there from the beginning. */
  readonly everybody: readonly Participant[];
  readonly newcomers: Newcomers;
  /** They stop watching. */
  readonly leave: () => Promise<void>;
};

export type CrowdOptions = {
  readonly name: string;
  readonly writers: number;
  readonly pulses: number;
  readonly pace: Pace;
  /** Between two newcomers. */
  readonly signUpMs: number;
};

/** Signs up so many of each, one after the other; resolves when all of them write and see. */
export async function gather(
  { url }: Cluster,
  random: Random,
  crowd: CrowdOptions,
): Promise<Crowd> {
  const part = (kind: string, number: number) => ({
    name: `${crowd.name}-${kind}-${number}`,
    seed: random.integer(0, 2 ** 31),
    pace: crowd.pace,
  });
  const writers: Participant[] = [];
  const pulses: Pulse[] = [];
  for (let number = 0; number < crowd.writers; number += 1) {
    writers.push(await takePart(url, part('writer', number)));
  }
  for (let number = 0; number < crowd.pulses; number += 1) {
    pulses.push(await Pulse.start(url, part('pulse', number)));
  }
  const newcomers = new Newcomers(url, randomFrom(random.integer(0, 2 ** 31)), crowd.signUpMs);
  const everybody = [...writers, ...pulses.map(({ participant }) => participant)];
  const leave = async (): Promise<void> => {
    await Promise.all(everybody.map((one) => one.stop()));
  };
  return { writers, pulses, everybody, newcomers, leave, [Symbol.asyncDispose]: leave };
}

export type StormOptions = {
  readonly cluster: Cluster;
  readonly crowd: Crowd;
  readonly schedule: readonly Entry[];
  readonly random: Random;
  /** Calm at the beginning and the end, so that there is something to compare with. */
  readonly calmMs: number;
  /** How long everybody may take to be served again once all is over. */
  readonly patienceMs: number;
  readonly say: (line: string) => void;
};

/** Lets everybody write and watch while the schedule happens. Gives the faults as they came to pass. */
export async function storm(options: StormOptions): Promise<readonly Over[]> {
  const { crowd, schedule, calmMs, patienceMs } = options;
  let over = false;
  let impatient = false;
  const ended = (): boolean => over;
  const givenUp = (): boolean => impatient;
  const doings = Promise.all([
    ...crowd.writers.map(({ writer }) => writer.runUntil(ended, givenUp)),
    ...crowd.pulses.map((pulse) => pulse.runUntil(ended, givenUp)),
    crowd.newcomers.runUntil(ended, givenUp),
  ]);
  // Whoever fails must be heard of at the end, not while things are broken.
  doings.catch(() => {});
  try {
    const before = momentOfCalm();
    await sleep(calmMs);
    const faults = await carryOut(schedule, performance.now(), options);
    await untilWhole(options);
    const after = momentOfCalm();
    await sleep(calmMs);
    return [before, ...faults, after];
  } finally {
    over = true;
    const patience = setTimeout(() => (impatient = true), patienceMs);
    await doings;
    clearTimeout(patience);
  }
}

async function carryOut(
  schedule: readonly Entry[],
  startedAt: number,
  options: StormOptions,
): Promise<Over[]> {
  const faults: Over[] = [];
  for (const { at, lastsMs, fault, target, meanwhile } of schedule) {
    await sleep(Math.max(0, startedAt + at - performance.now()));
    options.say(
      `${clock(at)}  ${fault.kind}: ${target}${lastsMs ? `, for ${seconds(lastsMs)}` : ''}`,
    );
    const beganAt = performance.now();
    // Each fault's own choices depend on the seed and its place alone.
    const random = randomFrom(options.random.seed + at);
    await Promise.all([
      happen(fault, { cluster: options.cluster, target, random }, lastsMs),
      carryOut(meanwhile, startedAt, options),
    ]);
    faults.push({ kind: fault.kind, target, beganAt, endedAt: performance.now() });
  }
  return faults;
}

/** Something to compare with. */
function momentOfCalm(): Over {
  const now = performance.now();
  return { kind: '(calm)', target: '', beganAt: now, endedAt: now };
}

async function untilWhole({ cluster, patienceMs }: StormOptions): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!cluster.isWhole() && performance.now() < deadline) await sleep(100);
}

function clock(ms: number): string {
  const whole = Math.floor(ms / 1_000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
