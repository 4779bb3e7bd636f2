import type { Logger } from '@outlay/service-kit/logger.ts';
import type { News } from './news.ts';

export type FeedOptions<Change> = {
  readonly news: News;
  readonly logger: Logger;
  readonly bookId: string;
  /** Everything up to here was seen. */
  readonly after: bigint;
  /** The next changes after a position, in order; fewer than a page when there are no more for now. */
  readonly read: (after: bigint) => Promise<readonly Change[]>;
  readonly positionOf: (change: Change) => bigint;
  /** How soon it looks for itself when news got lost. */
  readonly pollMs?: number;
};

/**
 * A book's changes after a position: those that are there, then live ones, each once and in order.
 *
 * It reads by position and never from what it is told, so there is no cut-over between catching up and
 * live: a book's positions become visible in order (the lock on its row is held until commit), and
 * news only says that reading is worth while. It reads a page when the consumer asks for more than it
 * has, so a slow client holds up nobody and fills no memory.
 *
 * Hand-made, since an `async function*` that waits for its source can't be ended from outside.
 */
export function changeFeed<Change>(options: FeedOptions<Change>): AsyncIterableIterator<Change> {
  const { news, logger, bookId, read, positionOf, pollMs = 2_000 } = options;
  let seen = options.after;
  let page: Change[] = [];
  let stale = true;
  const ending = new AbortController();
  const { signal } = ending;
  let wake: () => void = () => {};
  let turn: Promise<unknown> = Promise.resolve();

  const ring = (): void => {
    stale = true;
    wake();
  };
  const unlisten = news.listen(({ posted, everything }) => {
    if (everything || posted.includes(bookId)) ring();
  });
  const poll = setInterval(ring, pollMs).unref();

  const end = (): void => {
    ending.abort();
    page = [];
    unlisten();
    clearInterval(poll);
    wake();
  };

  /** A database that is away ends no subscription: the next ring tries again. */
  const readOrWait = async (): Promise<readonly Change[]> => {
    try {
      return await read(seen);
    } catch (error) {
      logger.warn({ err: error }, 'could not read the changes of a book; trying again');
      return [];
    }
  };

  const step = async (): Promise<IteratorResult<Change>> => {
    while (!signal.aborted) {
      const change = page.shift();
      if (change !== undefined) {
        seen = positionOf(change);
        return { done: false, value: change };
      }
      if (stale) {
        // News that comes while reading makes it read again.
        stale = false;
        const found = await readOrWait();
        if (found.length > 0) stale = true;
        if (!signal.aborted) page = [...found];
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    return { done: true, value: undefined };
  };

  const iterator: AsyncIterableIterator<Change> = {
    // Calls that overlap take their turns, or two of them would read the same page.
    next() {
      const result = turn.then(step);
      turn = result;
      return result;
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
    async throw(error: unknown) {
      end();
      throw error;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
