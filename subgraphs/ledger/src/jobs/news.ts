import { randomUUID } from 'node:crypto';
import type { Logger } from '@outlay/service-kit/logger.ts';
import type { Sql } from 'postgres';
import { z } from 'zod';

/** What changed, by book. `everything` after a time without news: anything may have been missed. */
export type Tidings = {
  /** Books to which something was posted. */
  readonly posted: readonly string[];
  /** Books whose chart of accounts, zone or names changed. */
  readonly charts: readonly string[];
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
 * other; news goes out after the commit, gathered for a few milliseconds. So it can be lost in a crash,
 * and whoever waits for it also looks for itself now and then.
 */
export async function openNews(sql: Sql<{ bigint: bigint }>, logger: Logger): Promise<News> {
  const from = randomUUID();
  const listeners = new Set<(tidings: Tidings) => void>();
  let posted = new Set<string>();
  let charts = new Set<string>();
  let sending: Promise<void> | null = null;
  let stopped = false;

  const dispatch = (tidings: Tidings): void => {
    for (const listener of listeners) {
      try {
        listener(tidings);
      } catch (error) {
        logger.error({ err: error }, 'a listener to the ledger’s news failed');
      }
    }
  };

  const send = async (): Promise<void> => {
    while (posted.size + charts.size > 0) {
      const out = [...posted].slice(0, booksPerMessage);
      const changed = [...charts].slice(0, booksPerMessage - out.length);
      posted = new Set([...posted].slice(out.length));
      charts = new Set([...charts].slice(changed.length));
      const text = JSON.stringify({ from, posted: out, charts: changed });
      await sql`SELECT pg_notify(${channel}, ${text})`.catch((error: unknown) =>
        logger.warn({ err: error }, 'could not tell other processes of a commit'),
      );
      if (!stopped) await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
    }
    sending = null;
  };

  const receive = (text: string): void => {
    const { from: sender, ...tidings } = message.parse(JSON.parse(text));
    if (sender !== from) dispatch(tidings);
  };
  let connected = false;
  const subscription = await sql.listen(channel, receive, () => {
    if (connected) dispatch({ posted: [], charts: [], everything: true });
    connected = true;
  });

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
      stopped = true;
      await sending;
      listeners.clear();
      await subscription.unlisten().catch(() => undefined);
    },
  };
}
