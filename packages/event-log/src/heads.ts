import type { Assignment } from './port.ts';

/**
 * How far each partition is known to reach. Whoever learns of news (a local append, a notification, a
 * poll) advances a head; whoever reads waits for the head to pass its position, so a wake that brings
 * nothing new costs no read.
 */
export type Heads = {
  readonly advance: (assignment: Assignment, end: bigint) => void;
  /** Takes back what was promised, of a log that was begun anew or cut. */
  readonly recede: (assignment: Assignment, end: bigint) => void;
  /** Resolves when records at or after `offset` exist, or when the signal is aborted. */
  readonly past: (assignment: Assignment, offset: bigint, signal: AbortSignal) => Promise<void>;
};

export function createHeads(): Heads {
  const ends = new Map<string, bigint>();
  const sleepers = new Map<string, Set<() => void>>();

  return {
    advance(assignment, end) {
      const name = nameOf(assignment);
      if (end <= (ends.get(name) ?? 0n)) return;
      ends.set(name, end);
      for (const wake of sleepers.get(name) ?? []) wake();
    },
    recede(assignment, end) {
      ends.set(nameOf(assignment), end);
    },
    async past(assignment, offset, signal) {
      const name = nameOf(assignment);
      while ((ends.get(name) ?? 0n) <= offset && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const asleep = sleepers.get(name) ?? new Set();
          sleepers.set(name, asleep);
          const wake = (): void => {
            asleep.delete(wake);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          asleep.add(wake);
          signal.addEventListener('abort', wake, { once: true });
        });
      }
    },
  };
}

/** One string for a partition, to key a map by. */
export function nameOf({ topic, partition }: Assignment): string {
  return `${topic}/${partition}`;
}
