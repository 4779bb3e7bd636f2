import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { backoffMs, pause as pauseUnless } from '@outlay/event-log/backoff.ts';
import { openSession } from '@outlay/event-log/session.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import type { Sql } from 'postgres';
import { z } from 'zod';

/** What changed, by book. */
export type Tidings = {
  /** Books to which something was posted. */
  readonly posted: readonly string[];
  /** Books whose chart of accounts, zone or names changed. */
  readonly charts: readonly string[];
  /** News may have been missed, so anything may have changed. */
  readonly everything?: boolean;
};

export type News = {
  /** Tells this process at once and the others soon. Call it after commit; it never throws. */
  readonly tell: (tidings: Partial<Tidings>) => void;
  /** Gives back what ends it. */
  readonly listen: (listener: (tidings: Tidings) => void) => () => void;
  readonly stop: () => Promise<void>;
};

const channel = 'ledger';
/** Between two messages, so that many commits make one. */
const pauseMs = 10;
/** A notification holds less than 8,000 bytes. */
const booksPerMessage = 150;

const message = z.object({
  from: z.string(),
  posted: z.array(z.string()),
  charts: z.array(z.string()),
});

/**
 * Carries news of commits between processes by LISTEN and NOTIFY, over one connection per process.
 * Nothing is notified inside a writing transaction, since PostgreSQL commits those one after the
 * other; news goes out after the commit. So it can be lost in a crash, and whoever waits for it also
 * looks for itself now and then.
 */
export function openNews(
  databaseUrl: string,
  { sql, logger }: { sql: Sql<{ bigint: bigint }>; logger: Logger },
): News {
  const from = randomUUID();
  const listeners = new Set<(tidings: Tidings) => void>();
  const stopping = new AbortController();
  const posted = new Set<string>();
  const charts = new Set<string>();
  let sending: Promise<void> | null = null;

  const dispatch = (tidings: Tidings): void => {
    for (const listener of listeners) {
      try {
        listener(tidings);
      } catch (error) {
        logger.error({ err: error }, 'a listener to the news of the ledger failed');
      }
    }
  };

  const send = async (): Promise<void> => {
    while (posted.size + charts.size > 0) {
      const first = take(posted, booksPerMessage);
      const tidings = { posted: first, charts: take(charts, booksPerMessage - first.length) };
      try {
        await sql`SELECT pg_notify(${channel}, ${JSON.stringify({ from, ...tidings })})`;
      } catch (error) {
        logger.warn({ err: error }, 'could not tell other processes of a commit');
      }
      if (!stopping.signal.aborted) await pause(pauseMs);
    }
    sending = null;
  };

  const receive = (_channel: string, text: string): void => {
    const parsed = message.safeParse(JSON.parse(text));
    if (parsed.success && parsed.data.from !== from) dispatch(parsed.data);
  };

  const listening = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        const session = await openSession(databaseUrl, { name: 'ledger news', onNotify: receive });
        try {
          await session.sql`LISTEN ledger`;
          failures = 0;
          dispatch({ posted: [], charts: [], everything: true });
          await aborted(AbortSignal.any([session.lost, stopping.signal]));
        } finally {
          await session.end();
        }
      } catch (error) {
        failures += 1;
        logger.warn({ err: error, failures }, 'could not listen for news of the ledger');
        await pauseUnless(backoffMs(failures), stopping.signal);
      }
    }
  };

  const running = listening();
  return {
    tell({ posted: books = [], charts: changed = [] }) {
      for (const book of books) posted.add(book);
      for (const book of changed) charts.add(book);
      dispatch({ posted: books, charts: changed });
      sending ??= send();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      stopping.abort();
      await sending;
      await running;
      listeners.clear();
    },
  };
}

function take(books: Set<string>, limit: number): string[] {
  const taken = [...books].slice(0, limit);
  for (const book of taken) books.delete(book);
  return taken;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
