import type { Random } from '@outlay/testkit/seeded.ts';
import type { Fault } from './catalogue.ts';

/** A fault at its time; milliseconds from the storm's beginning. */
export type Entry = {
  readonly at: number;
  readonly lastsMs: number;
  /** How often it strikes at least, however long that takes. */
  readonly strikes?: number | undefined;
  readonly fault: Fault;
  readonly target: string;
  /** What else happens while it lasts. */
  readonly meanwhile: readonly Entry[];
};

/** Between the end of one and the beginning of the next, so that recovery can be told from it. */
const gapMs = [3_500, 6_000] as const;
/** What lasts longer has other faults in it. */
const longMs = 12_000;
const meanwhileGapMs = [4_000, 9_000] as const;

/**
 * Draws what happens in so many seconds: every fault at least once to each group of its targets,
 * and then by weight. The same random numbers and seconds give the same schedule.
 */
export function drawSchedule(
  catalogue: readonly Fault[],
  random: Random,
  seconds: number,
): readonly Entry[] {
  const endsAt = seconds * 1_000;
  const must = random.shuffle(
    catalogue.flatMap((fault) =>
      fault.targets.map((group): Choice => ({ fault, target: random.pick(group) })),
    ),
  );
  const entries: Entry[] = [];
  for (let at = 0; at < endsAt;) {
    at += random.integer(...gapMs);
    const next = must.shift() ?? drawn(catalogue, random);
    const lastsMs = durationOf(next.fault, random, seconds);
    if (at + lastsMs > endsAt) break;
    entries.push({ ...next, at, lastsMs, meanwhile: within(catalogue, random, { at, lastsMs }) });
    at += lastsMs;
  }
  return entries;
}

type Choice = { readonly fault: Fault; readonly target: string };

function drawn(catalogue: readonly Fault[], random: Random): Choice {
  const total = catalogue.reduce((sum, { weight }) => sum + weight, 0);
  let place = random.fraction() * total;
  const fault = catalogue.find(({ weight }) => (place -= weight) < 0) ?? catalogue[0];
  if (!fault) throw new RangeError('There is no fault to draw');
  return { fault, target: random.pick(fault.targets.flat()) };
}

/** A short storm shortens what would fill it. */
function durationOf({ lasts }: Fault, random: Random, seconds: number): number {
  if (!lasts) return 0;
  const [least, most] = lasts;
  return Math.min(random.integer(least * 1_000, most * 1_000), (seconds * 1_000) / 5);
}

function within(
  catalogue: readonly Fault[],
  random: Random,
  { at, lastsMs }: { at: number; lastsMs: number },
): Entry[] {
  if (lastsMs < longMs) return [];
  const moments = catalogue.filter(({ lasts }) => !lasts);
  const entries: Entry[] = [];
  for (let then = at + random.integer(...meanwhileGapMs); then < at + lastsMs;) {
    entries.push({ ...drawn(moments, random), at: then, lastsMs: 0, meanwhile: [] });
    then += random.integer(...meanwhileGapMs);
  }
  return entries;
}

/** A fault as a person thinks it out; times are seconds. */
export type Wanted = {
  readonly at: number;
  readonly kind: string;
  readonly target: string;
  readonly lasts?: number;
  readonly strikes?: number;
  /** What else happens while it lasts. */
  readonly meanwhile?: readonly Wanted[];
};

/** A schedule that was thought out instead of drawn. */
export function scheduleOf(catalogue: readonly Fault[], wanted: readonly Wanted[]): Entry[] {
  return wanted.map(({ at, kind, target, lasts = 0, strikes, meanwhile = [] }) => {
    const fault = catalogue.find((one) => one.kind === kind);
    if (!fault) throw new RangeError(`No fault is called ${kind}`);
    const times = { at: at * 1_000, lastsMs: lasts * 1_000, strikes };
    return { ...times, fault, target, meanwhile: scheduleOf(catalogue, meanwhile) };
  });
}
