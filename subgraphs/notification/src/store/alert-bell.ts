import type { TransactionSql } from 'postgres';

/**
 * Rings when there may be something new of a book. A ring carries nothing: whoever hears it reads the
 * database. So a needless ring does no harm, and a lost one is made good by whatever rings next.
 *
 * Other processes hear it through PostgreSQL (`bell-on-postgres.ts`) or through the cache that replicas
 * share (`bell-on-cache.ts`).
 */
export type AlertBell = {
  /** To be called in the transaction that records something new, so that other processes hear of it. */
  readonly announce: (tx: TransactionSql, bookId: string) => Promise<unknown>;
  /** To be called after its commit: rings in this process at once. */
  readonly ring: (bookId: string) => void;
  /** Listens to one book. Gives the way to stop. */
  readonly listen: (bookId: string, onRing: () => void) => () => void;
  /** Listens to all books. Gives the way to stop. */
  readonly listenToAll: (onRing: () => void) => () => void;
  readonly stop: () => Promise<void>;
};

/** The bell of one process, which hears only what is rung in it. */
export type LocalBell = Pick<AlertBell, 'ring' | 'listen' | 'listenToAll'> & {
  readonly ringAll: () => void;
  /** The books that somebody listens to. */
  readonly listened: () => string[];
};

export function createLocalBell(): LocalBell {
  const books = new Map<string, Set<() => void>>();
  const everywhere = new Set<() => void>();
  return {
    ring: (bookId) => {
      for (const onRing of books.get(bookId) ?? []) onRing();
      for (const onRing of everywhere) onRing();
    },
    ringAll: () => {
      for (const onRings of books.values()) for (const onRing of onRings) onRing();
      for (const onRing of everywhere) onRing();
    },
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
    listened: () => [...books.keys()],
  };
}
