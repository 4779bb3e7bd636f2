import type { Weekday } from '@outlay/calendar/calendar.ts';
import type { Connection, Transaction } from './connection.ts';

export type Preferences = {
  readonly currency: string;
  /** BCP 47 language tag. */
  readonly locale: string;
  /** IANA time zone. */
  readonly timeZone: string;
  readonly firstDayOfWeek: Weekday;
};

/** Null while the book's owner is not known. */
export type Book = { readonly bookId: string; readonly preferences: Preferences | null };

type Row = { book_id: string } & (
  | { currency: string; locale: string; time_zone: string; first_day_of_week: Weekday }
  | { currency: null }
);

/**
 * Locks books until the transaction ends, in the order of their ids, so that two transactions never wait
 * for each other. Whatever reads or moves what budgets are decided by does this first.
 */
export async function lockBooks(
  tx: Transaction,
  bookIds: readonly string[],
): Promise<Map<string, Book>> {
  const ids = [...new Set(bookIds)];
  for (;;) {
    const rows = await tx<Row[]>`
      SELECT book_id, currency, locale, time_zone, first_day_of_week FROM books
      WHERE book_id = ANY(${ids}::uuid[]) ORDER BY book_id FOR NO KEY UPDATE`;
    if (rows.length === ids.length) return new Map(rows.map((row) => [row.book_id, bookOf(row)]));
    await tx`
      INSERT INTO books (book_id) SELECT id FROM unnest(${ids}::uuid[]) AS id ORDER BY id
      ON CONFLICT DO NOTHING`;
  }
}

/** Null when the book's owner is not known, or not yet. */
export async function findPreferences(
  sql: Connection,
  bookId: string,
): Promise<Preferences | null> {
  const [row] = await sql<Row[]>`
    SELECT book_id, currency, locale, time_zone, first_day_of_week FROM books
    WHERE book_id = ${bookId}`;
  return row ? bookOf(row).preferences : null;
}

/**
 * Keeps preferences. Those of a sign-up count only while there are none: a later change of the profile
 * comes over another topic and may arrive before.
 */
export async function keepPreferences(
  tx: Transaction,
  preferences: ReadonlyMap<string, Preferences>,
  { onlyIfNone = false } = {},
): Promise<void> {
  const given = [...preferences];
  await tx`
    INSERT INTO books AS b (book_id, currency, locale, time_zone, first_day_of_week)
    SELECT * FROM unnest(
      ${given.map(([bookId]) => bookId)}::uuid[],
      ${given.map(([, one]) => one.currency)}::text[],
      ${given.map(([, one]) => one.locale)}::text[],
      ${given.map(([, one]) => one.timeZone)}::text[],
      ${given.map(([, one]) => one.firstDayOfWeek)}::smallint[]
    ) AS given (book_id, currency, locale, time_zone, first_day_of_week)
    ORDER BY book_id
    ON CONFLICT (book_id) DO UPDATE SET
      currency = excluded.currency, locale = excluded.locale,
      time_zone = excluded.time_zone, first_day_of_week = excluded.first_day_of_week
    WHERE b.currency IS NULL OR NOT ${onlyIfNone}`;
}

function bookOf(row: Row): Book {
  if (row.currency === null) return { bookId: row.book_id, preferences: null };
  const { currency, locale, time_zone: timeZone, first_day_of_week: firstDayOfWeek } = row;
  return { bookId: row.book_id, preferences: { currency, locale, timeZone, firstDayOfWeek } };
}
