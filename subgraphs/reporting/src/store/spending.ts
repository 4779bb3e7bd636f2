import type { Period } from '@outlay/calendar/calendar.ts';
import type { Budget } from '../domain/budget.ts';
import type { Connection } from './connection.ts';

type Watched = Pick<Budget, 'bookId' | 'categoryId' | 'limit'>;

/**
 * What was spent, in minor units, in each of the given (budget, period) pairs, in their order; one
 * statement however many there are. Weeks are summed up from days, months and years from months.
 */
export async function spentIn(
  sql: Connection,
  places: readonly { readonly budget: Watched; readonly period: Period }[],
): Promise<bigint[]> {
  if (places.length === 0) return [];
  const rows = await sql<{ spent: bigint }[]>`
    SELECT coalesce(
      CASE WHEN place.weekly THEN (
        SELECT sum(total_minor) FROM daily_totals AS total
        WHERE total.book_id = place.book_id AND total.kind = 'EXPENSE'
          AND total.date BETWEEN place.first AND place.last AND total.currency = place.currency
          AND (place.category_id IS NULL OR total.category_id = place.category_id)
      ) ELSE (
        SELECT sum(total_minor) FROM monthly_totals AS total
        WHERE total.book_id = place.book_id AND total.kind = 'EXPENSE'
          AND total.date BETWEEN place.first AND place.last AND total.currency = place.currency
          AND (place.category_id IS NULL OR total.category_id = place.category_id)
      ) END, 0)::bigint AS spent
    FROM unnest(
      ${places.map(({ budget }) => budget.bookId)}::uuid[],
      ${places.map(({ budget }) => budget.categoryId)}::uuid[],
      ${places.map(({ budget }) => budget.limit.currency)}::text[],
      ${places.map(({ period }) => String(period.kind === 'WEEK'))}::text[]::boolean[],
      ${places.map(({ period }) => period.start)}::text[]::date[],
      ${places.map(({ period }) => period.end)}::text[]::date[]
    ) WITH ORDINALITY AS place (book_id, category_id, currency, weekly, first, last, number)
    ORDER BY place.number`;
  return rows.map((row) => row.spent);
}

/** The days after `after` on which something is spent that a budget watches. */
export async function laterSpendingDates(
  sql: Connection,
  { bookId, categoryId, limit }: Watched,
  after: string,
): Promise<string[]> {
  const rows = await sql<{ date: string }[]>`
    SELECT DISTINCT date::text FROM daily_totals
    WHERE book_id = ${bookId} AND date > ${after}::text::date AND kind = 'EXPENSE'
      AND currency = ${limit.currency}
      AND (${categoryId}::uuid IS NULL OR category_id = ${categoryId})
    ORDER BY date`;
  return rows.map((row) => row.date);
}
