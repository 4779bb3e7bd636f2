import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Cache } from './port.ts';

/**
 * Answers that a gateway keeps are made from the state of a book. Which state that is has a name, the
 * book's generation, and an answer counts only while the generation is the one that it was made under.
 * Whoever changed the book gives it a new one. The names are random, so one that Redis forgot never comes
 * back, as a number would that is counted anew.
 */
export const generationKey = (bookId: string): string => `answers/generation/${bookId}`;

/** Stands for every book: its generation is a part of theirs. For who may have missed telling of some. */
export const everyBook = '*';

/** Longer than any answer is kept. */
export const generationMs = 600_000;
/** The longest that an answer may be kept. What could not be told for so long needs no telling any more. */
export const longestAnswerMs = 60_000;

/** How often a drop that Redis did not hear of is tried again, and how many books may wait for that. */
const tryAgainMs = 100;
const mostOwed = 50_000;

export type AnswerDrops = {
  /**
   * Makes all answers of these books count no more, for every gateway that shares the cache. Resolves once
   * that is so, or, where Redis is away, at once; then it is made up for as soon as Redis is back.
   */
  readonly drop: (bookIds: Iterable<string>) => Promise<void>;
  /** Whether answers of the book may be kept that should have been dropped. */
  readonly isOwed: (bookId: string) => boolean;
  readonly stop: () => Promise<void>;
};

/** Drops kept answers. The cache is opened and closed by the caller. */
export function createAnswerDrops(cache: Cache): AnswerDrops {
  /** By book, the drop that Redis has not heard of yet. */
  const owed = new LRUCache<string, symbol>({ max: mostOwed, ttl: longestAnswerMs });
  let again: NodeJS.Timeout | undefined;

  const drop = async (bookIds: Iterable<string>): Promise<void> => {
    const books = [...new Set(bookIds)];
    const mine = Symbol('drop');
    for (const bookId of books) owed.set(bookId, mine);
    await Promise.all(
      books.map((bookId) => cache.set(generationKey(bookId), randomUUID(), generationMs)),
    );
    // An operation that Redis did not carry out was answered by this process, and the cache is away then.
    if (!cache.available()) again ??= setTimeout(makeUp, tryAgainMs).unref();
    // A later drop of the same book is not this one's to tick off.
    else for (const bookId of books) if (owed.get(bookId) === mine) owed.delete(bookId);
  };

  const makeUp = (): void => {
    again = undefined;
    owed.purgeStale();
    if (owed.size === 0) return;
    if (cache.available()) void drop([...owed.keys()]);
    else again = setTimeout(makeUp, tryAgainMs).unref();
  };

  return {
    drop,
    isOwed: (bookId) => owed.has(bookId) || owed.has(everyBook),
    stop: async () => clearTimeout(again),
  };
}

/**
 * The drops of a piece from whose data answers are made: it drops those of a book after each commit that
 * changed something of it. To begin with it drops all, for the process before this one may have ended
 * between the two. Without a cache nobody keeps any, and there is nothing to do.
 */
export function startAnswerDrops(cache: Cache | undefined): Pick<AnswerDrops, 'drop' | 'stop'> {
  if (!cache) return { drop: async () => {}, stop: async () => {} };
  const drops = createAnswerDrops(cache);
  void drops.drop([everyBook]);
  return drops;
}

/** The cache that gateways keep answers in; undefined where they keep none. */
export function answerCacheOf(
  cache: Cache,
  { KEEP_ANSWERS }: { readonly KEEP_ANSWERS: 'on' | 'off' },
): Cache | undefined {
  // A memory of this process is no gateway's.
  return cache.shared && KEEP_ANSWERS === 'on' ? cache : undefined;
}
