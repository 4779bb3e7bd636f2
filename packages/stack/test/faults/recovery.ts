import { unless, type Violation } from '../audit/kept.ts';
import type { Round } from '../people/pulse.ts';
import type { Answered } from '../people/reader.ts';
import type { Once } from './schedule.ts';

/** A fault that is over; times are `performance.now()`. */
export type Over = {
  readonly kind: string;
  readonly target: string;
  readonly beganAt: number;
  readonly endedAt: number;
  /** What else happened while it lasted. */
  readonly meanwhile?: readonly Over[];
};

/** Milliseconds from a fault's end until everybody was served again; undefined where that never came. */
export type Recovery = {
  readonly kind: string;
  readonly target: string;
  readonly lastedMs: number;
  readonly writesMs: number | undefined;
  readonly readsMs: number | undefined;
  readonly alertsMs: number | undefined;
  /** Writes that were acknowledged while it lasted. */
  readonly acknowledged: number;
};

/** What everybody did; each person's in order. */
export type Doings = {
  readonly writes: readonly (readonly Answered[])[];
  readonly reads: readonly (readonly Answered[])[];
  readonly rounds: readonly (readonly Round[])[];
};

/**
 * How long each fault was felt: until the last of those who write had a write acknowledged that was begun
 * after the fault, likewise of those who read, and until the last of those who watch saw the alert of a
 * write begun after it. Pauses are in it, so it is an upper bound; what it is without a fault stands beside
 * it.
 */
export function recoveries(faults: readonly Over[], { writes, reads, rounds }: Doings): Recovery[] {
  return faults.map(({ kind, target, beganAt, endedAt }) => ({
    kind,
    target,
    lastedMs: endedAt - beganAt,
    writesMs: latest(
      writes.map((own) => own.find(({ sentAt }) => sentAt >= endedAt)?.at),
      endedAt,
    ),
    readsMs: latest(
      reads.map((own) => own.find(({ sentAt }) => sentAt >= endedAt)?.at),
      endedAt,
    ),
    alertsMs: latest(
      rounds.map((own) => own.find(({ sentAt }) => sentAt >= endedAt)?.alertedAt),
      endedAt,
    ),
    acknowledged: writes.flat().filter(({ at }) => at >= beganAt && at <= endedAt).length,
  }));
}

/** Whether everybody was served who began something after it, or only who wrote something. */
export function isOvercome(fault: Over, doings: Doings, once: Once = 'served'): boolean {
  return recoveries([fault], doings).every(
    ({ writesMs, readsMs, alertsMs }) =>
      writesMs !== undefined &&
      (once === 'written' || (readsMs !== undefined && alertsMs !== undefined)),
  );
}

/** Minutes, for a machine may be busy with much else; it is what never comes that is looked for. */
const mostFeltMs = 120_000;

/**
 * Everybody is served again, and before it has taken two minutes more than the fault itself and the longest
 * of the others, which may have begun before it was overcome.
 */
export function auditRecoveries(found: readonly Recovery[]): Violation[] {
  const longestMs = Math.max(0, ...found.map(({ lastedMs }) => lastedMs));
  const late = found.flatMap(({ kind, target, lastedMs, writesMs, readsMs, alertsMs }) => {
    const boundMs = mostFeltMs + lastedMs + longestMs;
    return Object.entries({ writes: writesMs, reads: readsMs, alerts: alertsMs })
      .filter(([, tookMs]) => tookMs === undefined || tookMs > boundMs)
      .map(([what, tookMs]) => ({
        after: target ? `${kind}: ${target}` : kind,
        what,
        tookMs: tookMs === undefined ? 'never' : Math.round(tookMs),
      }));
  });
  return unless('everybody is served again after every fault', late);
}

function latest(times: readonly (number | undefined)[], since: number): number | undefined {
  const last = Math.max(...times.map((time) => time ?? Infinity));
  return Number.isFinite(last) ? last - since : undefined;
}

/** The value below which a share of them lies, by nearest rank. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
