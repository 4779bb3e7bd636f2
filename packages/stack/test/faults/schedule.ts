import type { Random } from '@outlay/testkit/seeded.ts';
import type { Fault } from './catalogue.ts';

/**
 * What a fault waits for, however long that takes: that all who write have written since the one before it,
 * or that everybody has been served in every way.
 */
export type Once = 'written' | 'served';

/** A fault at its time; milliseconds from the storm's beginning. */
export type Entry = {
  readonly at: number;
  readonly lastsMs: number;
  /** How often it strikes at least, however long that takes. */
  readonly strikes?: number | undefined;
  readonly once?: Once | undefined;
  readonly fault: Fault;
  readonly target: string;
  /** What else happens while it lasts. */
  readonly meanwhile: readonly Entry[];
};

/** Between the end of one and the beginning of the next, so that recovery can be told from it. */
const gapMs = [3_500, 6_000] as const;
/** After what lasted longer, for more has to recover. */
const gapAfterLongMs = [9_000, 14_000] as const;
/** What lasts longer has other faults in it. */
const longMs = 12_000;
const meanwhileGapMs = [4_000, 9_000] as const;

/**
 * Draws what happens in so many seconds: every fault at least once to each group of its targets, as far as
 * the time is enough, and then by weight. What lasts long comes first, and has some of the others in it.
 * The same random numbers and seconds give the same schedule.
 */
export function drawSchedule(
  catalogue: readonly Fault[],
  random: Random,
  seconds: number,
): readonly Entry[] {
  const endsAt = seconds * 1_000;
  const once = random.shuffle(
    catalogue.flatMap((fault) =>
      fault.targets.map((group): Choice => ({ fault, target: random.pick(group) })),
    ),
  );
  // In a short storm nothing lasts long, and all have the same chance.
  const isLong = ({ fault: { lasts } }: Choice): boolean =>
    Math.min(lasts?.[0] ?? 0, seconds / 5) * 1_000 > longMs;
  const must = [...once.filter(isLong), ...once.filter((choice) => !isLong(choice))];
  const entries: Entry[] = [];
  for (let at = random.integer(...gapMs); at < endsAt;) {
    const next = must.shift() ?? drawn(catalogue, random);
    const lastsMs = durationOf(next.fault, random, seconds);
    const long = lastsMs > longMs;
    if (at + lastsMs <= endsAt) {
      const meanwhile = long ? within(catalogue, random, { at, lastsMs }, must) : [];
      entries.push({ ...next, at, lastsMs, meanwhile });
      at += lastsMs;
    }
    const [least, most] = long ? gapAfterLongMs : gapMs;
    at += random.integer(least, most);
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

/** What happens in a moment, taken from what must happen as long as there is some. */
function within(
  catalogue: readonly Fault[],
  random: Random,
  { at, lastsMs }: { at: number; lastsMs: number },
  must: Choice[],
): Entry[] {
  const moments = catalogue.filter(({ lasts }) => !lasts);
  const entries: Entry[] = [];
  for (let then = at + random.integer(...meanwhileGapMs); then < at + lastsMs;) {
    const place = must.findIndex(({ fault }) => !fault.lasts);
    const next = must.splice(place, place < 0 ? 0 : 1)[0] ?? drawn(moments, random);
    entries.push({ ...next, at: then, lastsMs: 0, meanwhile: [] });
    then += random.integer(...meanwhileGapMs);
  }
  return entries;
}

/** All that a schedule has, also what happens meanwhile. */
export function allOf(schedule: readonly Entry[]): Entry[] {
  return schedule.flatMap((entry) => [entry, ...allOf(entry.meanwhile)]);
}

/** What a schedule had no time for: kinds of faults, and those whom one strikes elsewhere only. */
export function untried(catalogue: readonly Fault[], schedule: readonly Entry[]): string[] {
  const entries = allOf(schedule);
  return catalogue.flatMap((fault) => {
    const struck = new Set(
      entries.filter((entry) => entry.fault === fault).map(({ target }) => target),
    );
    const missed = fault.targets.filter((group) => !group.some((one) => struck.has(one)));
    if (missed.length === fault.targets.length) return [fault.kind];
    return missed.map((group) => `${fault.kind} (${group.join(' or ')})`);
  });
}

/** A fault as a person thinks it out; times are seconds. */
export type Wanted = {
  readonly at: number;
  readonly kind: string;
  readonly target: string;
  readonly lasts?: number;
  readonly strikes?: number;
  readonly once?: Once;
  /** What else happens while it lasts. */
  readonly meanwhile?: readonly Wanted[];
};

/** A schedule that was thought out instead of drawn. */
export function scheduleOf(catalogue: readonly Fault[], wanted: readonly Wanted[]): Entry[] {
  return wanted.map(({ at, kind, target, lasts = 0, strikes, once, meanwhile = [] }) => {
    const fault = catalogue.find((one) => one.kind === kind);
    if (!fault) throw new RangeError(`No fault is called ${kind}`);
    const times = { at: at * 1_000, lastsMs: lasts * 1_000, strikes, once };
    return { ...times, fault, target, meanwhile: scheduleOf(catalogue, meanwhile) };
  });
}
