import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@outlay/testkit/wait.ts';
import { type Random, randomFrom } from '@outlay/testkit/seeded.ts';
import { happen } from './catalogue.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { Crowd } from './crowd.ts';
import { isOvercome, type Over } from './recovery.ts';
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
  /** How long it may take until every process is back and so much is written. */
  readonly patienceMs: number;
  /** How long everybody may take after that to be served again; what is asked then is given up. */
  readonly insistMs: number;
  readonly say: (line: string) => void;
};

/** Lets everybody write and watch while the schedule happens. Gives the faults as they came to pass. */
export async function storm(options: StormOptions): Promise<readonly Over[]> {
  const { cluster, crowd, schedule, leastWrites, calmMs, patienceMs, insistMs } = options;
  let over = false;
  let impatient = false;
  const doings = crowd.runUntil(
    () => over,
    () => impatient,
  );
  // Whoever fails must be heard of at the end, not while things are broken.
  doings.catch(() => {});
  let patience: NodeJS.Timeout | undefined;
  const loseHeartIn = (ms: number): void => {
    patience ??= setTimeout(() => (impatient = true), ms);
  };
  try {
    const before = momentOfCalm();
    await sleep(calmMs);
    const faults = await carryOut(schedule, performance.now(), before, options);
    // Every process that was killed comes back by itself.
    await unlessTooLate(() => cluster.isWhole() && crowd.written() >= leastWrites, patienceMs);
    const after = momentOfCalm();
    await sleep(calmMs);
    loseHeartIn(insistMs);
    // Whoever is still busy with what began before gets a turn to show that they are served again.
    await unlessTooLate(() => isOvercome(after, crowd.doings()), insistMs);
    return [before, ...faults, after];
  } finally {
    over = true;
    loseHeartIn(insistMs);
    await doings;
    clearTimeout(patience);
  }
}

async function carryOut(
  schedule: readonly Entry[],
  startedAt: number,
  before: Over,
  options: StormOptions,
): Promise<Over[]> {
  const faults: Over[] = [];
  for (const entry of schedule) {
    const { at, lastsMs, once, fault, target, meanwhile } = entry;
    await sleep(Math.max(0, startedAt + at - performance.now()));
    if (once) {
      const last = faults.at(-1) ?? before;
      await unlessTooLate(() => isOvercome(last, options.crowd.doings(), once), options.patienceMs);
    }
    options.say(
      `${clock(at)}  ${fault.kind}: ${target}${lastsMs ? `, for ${seconds(lastsMs)}` : ''}`,
    );
    const beganAt = performance.now();
    // Each fault's own choices depend on the seed and its place alone.
    const random = randomFrom(options.random.seed + at);
    const [, within] = await Promise.all([
      happen(fault, { cluster: options.cluster, target, random }, entry),
      carryOut(meanwhile, startedAt, before, options),
    ]);
    const endedAt = performance.now();
    faults.push({ kind: fault.kind, target, beganAt, endedAt, meanwhile: within });
  }
  return faults;
}

/** Something to compare with. */
function momentOfCalm(): Over {
  const now = performance.now();
  return { kind: '(calm)', target: '', beganAt: now, endedAt: now };
}

/** Waits, but not for ever: what has not come by then is for the audit to say. */
async function unlessTooLate(check: () => boolean, timeoutMs: number): Promise<void> {
  await eventually(check, { timeoutMs }).catch(() => {});
}

function clock(ms: number): string {
  const whole = Math.floor(ms / 1_000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
