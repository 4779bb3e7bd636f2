import type { Round } from '../people/pulse.ts';
import type { Acknowledged } from '../people/writer.ts';

/** A fault that is over; times are `performance.now()`. */
export type Over = {
  readonly kind: string;
  readonly target: string;
  readonly beganAt: number;
  readonly endedAt: number;
};

/** Milliseconds from a fault's end until everybody was served again; undefined where that never came. */
export type Recovery = {
  readonly kind: string;
  readonly target: string;
  readonly writesMs: number | undefined;
  readonly alertsMs: number | undefined;
  /** Writes that were acknowledged while it lasted. */
  readonly acknowledged: number;
};

/** What everybody did; each person's in order. */
export type Doings = {
  readonly writes: readonly (readonly Pick<Acknowledged, 'sentAt' | 'at'>[])[];
  readonly rounds: readonly (readonly Round[])[];
};

/**
 * How long each fault was felt: until the last of those who write had a write acknowledged that was begun
 * after the fault, and until the last of those who watch saw the alert of a write begun after it. Pauses
 * between writes are in it, so it is an upper bound; what it is without a fault stands beside it.
 */
export function recoveries(faults: readonly Over[], { writes, rounds }: Doings): Recovery[] {
  return faults.map(({ kind, target, beganAt, endedAt }) => ({
    kind,
    target,
    writesMs: latest(
      writes.map((own) => own.find(({ sentAt }) => sentAt >= endedAt)?.at),
      endedAt,
    ),
    alertsMs: latest(
      rounds.map((own) => own.find(({ sentAt }) => sentAt >= endedAt)?.alertedAt),
      endedAt,
    ),
    acknowledged: writes.flat().filter(({ at }) => at >= beganAt && at <= endedAt).length,
  }));
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
