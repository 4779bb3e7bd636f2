import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, randomFrom } from '@outlay/testkit/seeded.ts';
import { happen } from './catalogue.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Crowd } from './crowd.ts';
import type { Over } from './recovery.ts';
import type { Entry } from './schedule.ts';

export type StormOptions = {
  readonly cluster: Cluster;
  readonly crowd: Crowd;
  readonly schedule: readonly Entry[];
  readonly random: Random;
  /** How many writes are to be acknowledged, all in all, before it ends. */
  readonly leastWrites: number;
  /** Calm at the beginning and the end, so that there is something to compare with. */
  readonly calmMs: number;
  /** How long everybody may take to be served again once all is over. */
  readonly patienceMs: number;
  readonly say: (line: string) => void;
};

/** Lets everybody write and watch while the schedule happens. Gives the faults as they came to pass. */
export async function storm(options: StormOptions): Promise<readonly Over[]> {
  const { crowd, schedule, leastWrites, calmMs, patienceMs } = options;
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
    await untilWhole(options.cluster);
    while (crowd.written() < leastWrites) await sleep(50);
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
  for (const entry of schedule) {
    const { at, lastsMs, fault, target, meanwhile } = entry;
    await sleep(Math.max(0, startedAt + at - performance.now()));
    options.say(
      `${clock(at)}  ${fault.kind}: ${target}${lastsMs ? `, for ${seconds(lastsMs)}` : ''}`,
    );
    const beganAt = performance.now();
    // Each fault's own choices depend on the seed and its place alone.
    const random = randomFrom(options.random.seed + at);
    await Promise.all([
      happen(fault, { cluster: options.cluster, target, random }, entry),
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

/** Every process that was killed comes back by itself. */
async function untilWhole(cluster: Cluster): Promise<void> {
  while (!cluster.isWhole()) await sleep(50);
}

function clock(ms: number): string {
  const whole = Math.floor(ms / 1_000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
