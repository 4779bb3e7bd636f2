import { backoffMs, pause } from '@outlay/event-log/backoff.ts';
import { createBell } from '@outlay/event-log/bell.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import type { AlertBell } from './alert-bell.ts';
import type { Alerts } from './alerts.ts';
import type { AlertRow } from './tables.ts';

export type AlertStreams = {
  /** The alerts of a book whose number is above `after`, for good: those raised already, then new ones. */
  readonly open: (bookId: string, after: bigint) => AsyncIterableIterator<AlertRow>;
  /** Ends every stream that is open. */
  readonly stop: () => Promise<void>;
};

/** How long a stream sleeps at most, should a ring ever get lost. */
const longestSleepMs = 30_000;

type Step = IteratorResult<AlertRow, undefined>;
const end: Step = { done: true, value: undefined };

/**
 * Streams read the table from the last number they handed out, and the bell only wakes them. What was missed
 * and what is live thus come the same way: there is no seam where one could be lost or doubled. A slow
 * reader holds one page; the rest waits in the database.
 *
 * The iterator is made by hand, for an `async function*` would not hear of `return()` before its next value.
 */
export function createAlertStreams(rooms: {
  alerts: Pick<Alerts, 'following'>;
  bell: AlertBell;
  logger: Logger;
}): AlertStreams {
  const { alerts, logger } = rooms;
  const opened = new Set<() => void>();

  const open = (bookId: string, after: bigint): AsyncIterableIterator<AlertRow> => {
    const closing = new AbortController();
    const { signal } = closing;
    const bell = createBell();
    const unlisten = rooms.bell.listen(bookId, () => bell.ring());
    const asked: ((step: Step) => void)[] = [];
    const page: AlertRow[] = [];
    let last = after;
    let pumping = false;

    /** The next page; waits for one to come. Empty only when the stream is closed. */
    const nextPage = async (): Promise<AlertRow[]> => {
      for (let failures = 0; !signal.aborted;) {
        try {
          const rows = await alerts.following(bookId, last);
          if (rows.length > 0) return rows;
          failures = 0;
          // A ring that came while reading is remembered by the bell, so none falls between.
          await bell.wait(longestSleepMs, signal);
        } catch (error) {
          // An error would end the connection that other viewers share; the database comes back.
          failures += 1;
          logger.warn(
            { err: error, failures },
            'A stream of alerts could not read; it tries again',
          );
          await pause(backoffMs(failures), signal);
        }
      }
      return [];
    };

    const pump = async (): Promise<void> => {
      while (asked.length > 0 && !signal.aborted) {
        const row = page.shift();
        if (row) {
          last = row.sequence;
          asked.shift()?.({ done: false, value: row });
        } else {
          page.push(...(await nextPage()));
        }
      }
    };

    const close = (): void => {
      closing.abort();
      unlisten();
      opened.delete(close);
      page.length = 0;
      for (const answer of asked.splice(0)) answer(end);
    };
    opened.add(close);

    const stream: AsyncIterableIterator<AlertRow> = {
      next: () =>
        new Promise<Step>((resolve) => {
          if (signal.aborted) return resolve(end);
          asked.push(resolve);
          if (pumping) return undefined;
          pumping = true;
          return void pump().finally(() => {
            pumping = false;
          });
        }),
      return: async () => {
        close();
        return end;
      },
      [Symbol.asyncIterator]: () => stream,
    };
    return stream;
  };

  return {
    open,
    stop: async () => {
      for (const close of opened) close();
    },
  };
}
