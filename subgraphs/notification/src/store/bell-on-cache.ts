import { randomUUID } from 'node:crypto';
import type { Cache } from '@outlay/cache/port.ts';
import { pause } from '@outlay/event-log/backoff.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { type AlertBell, createLocalBell } from './alert-bell.ts';

const channel = 'notification/alerts';

/** How often a process looks for what it was not told. */
export type Rounds = {
  /** While it hears others: some died between their commit and telling of it. */
  readonly hearingMs: number;
  /** While it is deaf. */
  readonly deafMs: number;
};

const defaultRounds: Rounds = { hearingMs: 5_000, deafMs: 400 };

/** Books that could not be told of are told of later; more of them are left to the others' rounds. */
const maxOwed = 10_000;

/**
 * A bell that other processes hear through the cache. It is told after the commit and may get lost, so
 * each process looks by itself as well: one query for all of its listeners, seldom while it hears others
 * and often while it doesn't.
 */
export async function startBellOnCache(options: {
  readonly cache: Cache;
  /** The number of the last alert of each book that has any. */
  readonly lastSequences: (bookIds: readonly string[]) => Promise<ReadonlyMap<string, bigint>>;
  readonly rounds?: Rounds | undefined;
  readonly logger: Logger;
}): Promise<AlertBell> {
  const { cache, logger, rounds = defaultRounds } = options;
  const self = randomUUID();
  const local = createLocalBell();
  const stopping = new AbortController();
  /** Books of transactions that aren't known to be committed yet. */
  const announced = new Set<string>();
  /** Books that other processes were not told of yet. */
  const owed = new Set<string>();
  let known: ReadonlyMap<string, bigint> = new Map();

  const listening = await cache.subscribe(channel, {
    onMessage: (message) => {
      const [teller, bookId = ''] = message.split('/');
      if (teller !== self) local.ring(bookId);
    },
    onMissed: local.ringAll,
  });

  const tell = async (bookId: string): Promise<void> => {
    const told = await cache.publish(channel, `${self}/${bookId}`);
    if (!told && owed.size < maxOwed) owed.add(bookId);
  };

  const look = async (): Promise<void> => {
    const before = known;
    known = await options.lastSequences(local.listened());
    for (const [bookId, last] of known) if (before.get(bookId) !== last) local.ring(bookId);
  };

  const run = async (): Promise<void> => {
    let lookedAt = performance.now();
    while (!stopping.signal.aborted) {
      await pause(rounds.deafMs, stopping.signal);
      const again = cache.available() ? [...owed] : [];
      for (const bookId of again) owed.delete(bookId);
      await Promise.all(again.map(tell));
      const due = performance.now() - lookedAt >= rounds.hearingMs;
      if (listening.hearing() && !due) continue;
      lookedAt = performance.now();
      await look().catch((error: unknown) => {
        logger.warn({ err: error }, 'could not look for alerts; looking again soon');
      });
    }
  };

  const running = run();
  return {
    ...local,
    announce: async (_tx, bookId) => announced.add(bookId),
    ring: (bookId) => {
      local.ring(bookId);
      if (announced.delete(bookId)) void tell(bookId);
    },
    stop: async () => {
      stopping.abort();
      await listening.stop();
      await running;
    },
  };
}
