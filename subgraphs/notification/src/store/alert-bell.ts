import { backoffMs, pause } from '@outlay/event-log/backoff.ts';
import { openSession } from '@outlay/event-log/session.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';

/** The channel that a transaction notifies when it records an alert; the payload is the book. */
export const alertsChannel = 'alerts';

/**
 * Rings when there may be something new of a book. A ring carries nothing: whoever hears it reads the
 * database. So a needless ring does no harm, and a lost one is made good when the connection is back.
 */
export type AlertBell = {
  /** Rings in this process, for what was committed here: at once, without the way over the database. */
  readonly ring: (bookId: string) => void;
  /** Listens to one book. Gives the way to stop. */
  readonly listen: (bookId: string, onRing: () => void) => () => void;
  /** Listens to all books. Gives the way to stop. */
  readonly listenToAll: (onRing: () => void) => () => void;
  readonly stop: () => Promise<void>;
};

/** One connection per process listens for what other processes commit, however many listen here. */
export function startAlertBell(options: { databaseUrl: string; logger: Logger }): AlertBell {
  const { databaseUrl, logger } = options;
  const stopping = new AbortController();
  const books = new Map<string, Set<() => void>>();
  const everywhere = new Set<() => void>();

  const ring = (bookId: string): void => {
    for (const onRing of books.get(bookId) ?? []) onRing();
    for (const onRing of everywhere) onRing();
  };
  const ringAll = (): void => {
    for (const onRings of books.values()) for (const onRing of onRings) onRing();
    for (const onRing of everywhere) onRing();
  };

  const hear = async (): Promise<void> => {
    const session = await openSession(databaseUrl, {
      name: 'alert bell',
      onNotify: (_channel, bookId) => ring(bookId),
    });
    try {
      await session.sql.unsafe(`LISTEN ${alertsChannel}`);
      failures = 0;
      // Whatever was committed while nobody listened has rung for nobody.
      ringAll();
      const signal = AbortSignal.any([stopping.signal, session.lost]);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      if (!stopping.signal.aborted) throw new Error('The connection to the database was lost');
    } finally {
      await session.end();
    }
  };

  let failures = 0;
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await hear();
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        logger.warn({ err: error, failures }, 'Not hearing of alerts; connecting again');
        await pause(backoffMs(failures), stopping.signal);
      }
    }
  };

  const running = run();
  return {
    ring,
    listen: (bookId, onRing) => {
      const listeners = books.get(bookId) ?? new Set();
      books.set(bookId, listeners.add(onRing));
      return () => {
        listeners.delete(onRing);
        if (listeners.size === 0 && books.get(bookId) === listeners) books.delete(bookId);
      };
    },
    listenToAll: (onRing) => {
      everywhere.add(onRing);
      return () => void everywhere.delete(onRing);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
