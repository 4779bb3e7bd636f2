import type { ISql } from 'postgres';
import type { AccountType, Book, Chart, ChartAccount } from '../domain/chart.ts';

/** A chart lives this long unread by anybody else's change, in case the news of one got lost. */
const freshMs = 10_000;
const maxCharts = 5_000;

export type Charts = {
  /** The book's chart, perhaps a moment old; null when there is no such book (yet). */
  readonly of: (bookId: string) => Promise<Chart | null>;
  /** The chart is read anew when it is next needed. */
  readonly forget: (bookId: string) => void;
  readonly forgetAll: () => void;
};

/**
 * Keeps charts in memory, so that a write asks the database nothing before it is posted. They may be
 * behind: whatever was decided by one is checked again by the statement that posts.
 */
export function openCharts(sql: ISql<{ bigint: bigint }>, now = () => performance.now()): Charts {
  const known = new Map<string, { readAt: number; chart: Promise<Chart | null> }>();

  const read = (bookId: string): Promise<Chart | null> => {
    const chart = readChart(sql, bookId);
    const entry = { readAt: now(), chart };
    known.delete(bookId);
    known.set(bookId, entry);
    const drop = (): void => {
      if (known.get(bookId) === entry) known.delete(bookId);
    };
    // What isn't there, or could not be read, is asked for again.
    chart.then((found) => found ?? drop(), drop);
    const [oldest] = known.keys();
    if (known.size > maxCharts && oldest !== undefined) known.delete(oldest);
    return chart;
  };

  return {
    of(bookId) {
      const entry = known.get(bookId);
      return entry && now() - entry.readAt < freshMs ? entry.chart : read(bookId);
    },
    forget: (bookId) => known.delete(bookId),
    forgetAll: () => known.clear(),
  };
}

type BookRow = Omit<Book, 'id'> & { id: string };

type AccountRow = Omit<ChartAccount, 'type'> & { type: AccountType };

/** One snapshot of a book and everything that can be posted to, the oldest first. */
export async function readChart(
  sql: ISql<{ bigint: bigint }>,
  bookId: string,
): Promise<Chart | null> {
  const rows = await sql<(BookRow & { accounts: (AccountRow & { createdAt: string })[] })[]>`
    SELECT b.book_id AS id, b.user_id AS "userId", b.currency, b.time_zone AS "timeZone",
           b.created_at AS "createdAt",
           coalesce((
             SELECT json_agg(json_build_object(
               'id', a.id, 'type', a.type, 'name', a.name, 'currency', a.currency, 'code', a.code,
               'icon', a.icon, 'archived', a.archived, 'createdAt', a.created_at) ORDER BY a.id)
             FROM accounts a WHERE a.book_id = b.book_id), '[]') AS accounts
    FROM books b WHERE b.book_id = ${bookId}`;
  const [row] = rows;
  if (!row) return null;
  const { accounts, ...book } = row;
  return {
    book,
    accounts: new Map(
      accounts.map((account) => [
        account.id,
        { ...account, createdAt: new Date(account.createdAt) },
      ]),
    ),
  };
}
