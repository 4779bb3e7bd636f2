import { backoffMs, pause } from '@outlay/event-log/backoff.ts';
import { createBell } from '@outlay/event-log/bell.ts';
import { openSession } from '@outlay/event-log/session.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import type { Sql } from 'postgres';
import { linkOf } from '../domain/chain.ts';
import {
  type Head,
  type Link,
  readHeads,
  readUnsealed,
  readUnsealedBooks,
  writeLinks,
} from '../store/sealing.ts';
import type { News } from './news.ts';

const booksPerRound = 200;
const entriesPerBook = 200;
/** Between rounds, so that many commits are sealed together. */
const gatherMs = 20;
/** How soon a standby takes over, and how often all books are looked at in case news got lost. */
const standbyMs = 1_000;
const searchMs = 60_000;

export type SealerOptions = {
  readonly databaseUrl: string;
  readonly sql: Sql<{ bigint: bigint }>;
  readonly news: News;
  readonly logger: Logger;
  /** How long a sealer that says nothing any more, because it hangs or is cut off, keeps its turn. */
  readonly leaseMs?: number;
};

/**
 * Follows the postings and seals them into their books' chains, in order, right after they are
 * committed. One sealer per database is active, by an advisory lock; the others stand by. The lock only
 * saves double work: two links of one number can't both be written, so the chain stays one chain even
 * when a sealer has lost its lock and does not know yet. Its writes need not wait for the disk, since
 * whatever a crash takes is sealed again the same.
 */
export function startSealer(options: SealerOptions): { readonly stop: () => Promise<void> } {
  const { databaseUrl, sql, news, logger, leaseMs } = options;
  const stopping = new AbortController();
  const bell = createBell();
  const waiting = new Set<string>();
  let searched = 0;

  const unlisten = news.listen(({ posted, everything }) => {
    for (const bookId of posted) waiting.add(bookId);
    if (everything) searched = 0;
    if (everything || posted.length > 0) bell.ring();
  });

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        const session = await openSession(databaseUrl, {
          name: 'sealer',
          onNotify: () => {},
          leaseMs,
        });
        failures = 0;
        const signal = AbortSignal.any([stopping.signal, session.lost]);
        try {
          while (!signal.aborted && !(await isMyTurn(session.sql))) await pause(standbyMs, signal);
          searched = 0;
          while (!signal.aborted) await round(signal);
        } finally {
          await session.end();
        }
      } catch (error) {
        failures += 1;
        logger.warn({ err: error, failures }, 'the sealer failed; it goes on trying');
        await pause(backoffMs(failures), stopping.signal);
      }
    }
  };

  const round = async (signal: AbortSignal): Promise<void> => {
    if (performance.now() - searched > searchMs || searched === 0) {
      searched = performance.now();
      await search();
    }
    const books = [...waiting].slice(0, booksPerRound);
    if (books.length === 0) {
      // Standbys hear the same news: what was sealed by another is forgotten here at the next turn.
      await bell.wait(searchMs, signal);
      return;
    }
    for (const bookId of books) waiting.delete(bookId);
    try {
      for (const bookId of await seal(books)) waiting.add(bookId);
    } catch (error) {
      for (const bookId of books) waiting.add(bookId);
      throw error;
    }
    await pause(gatherMs, signal);
  };

  /** Seals what was forgotten, and moves heads past events that are no transactions. */
  const search = async (): Promise<void> => {
    const reached = await readUnsealedBooks(sql);
    const books = [...reached.keys()];
    for (let at = 0; at < books.length; at += booksPerRound) {
      const more = await seal(books.slice(at, at + booksPerRound), reached);
      for (const bookId of more) waiting.add(bookId);
    }
  };

  /** Seals the next entries of each book and gives back the books that have more. */
  const seal = async (
    books: readonly string[],
    reached: ReadonlyMap<string, bigint> = new Map(),
  ): Promise<string[]> => {
    const heads = new Map((await readHeads(sql, books)).map((head) => [head.bookId, head]));
    const before = new Map(heads);
    const links: Link[] = [];
    const counts = new Map<string, number>();
    for (const entry of await readUnsealed(sql, [...heads.values()], entriesPerBook)) {
      const { bookId, id: transactionId, position } = entry;
      const head = heads.get(bookId) as Head;
      const hash = linkOf(head.hash, entry);
      const link = { bookId, number: head.number + 1n, position, hash, transactionId };
      links.push(link);
      heads.set(bookId, link);
      counts.set(bookId, (counts.get(bookId) ?? 0) + 1);
    }
    const full = [...counts].filter(([, count]) => count === entriesPerBook).map(([id]) => id);
    for (const [bookId, position] of reached) {
      const head = heads.get(bookId);
      if (!head || full.includes(bookId) || head.position >= position) continue;
      heads.set(bookId, { ...head, position });
    }
    const moved = [...heads.values()].filter((head) => before.get(head.bookId) !== head);
    if (moved.length > 0) {
      await sql.begin(async (tx) => {
        await tx`SET LOCAL synchronous_commit = off`;
        await writeLinks(tx, links, moved);
      });
    }
    return full;
  };

  const running = run();
  return {
    async stop() {
      unlisten();
      stopping.abort();
      await running;
    },
  };
}

async function isMyTurn(sql: Sql): Promise<boolean> {
  const [lock] = await sql<{ mine: boolean }[]>`
    SELECT pg_try_advisory_lock(hashtextextended('ledger sealer', 0)) AS mine`;
  return lock?.mine ?? false;
}
