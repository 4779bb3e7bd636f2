import type { TotalDelta } from '../domain/aggregate.ts';
import type { Transaction } from './connection.ts';

/**
 * Adds deltas to the totals of a table (`daily_totals`, `monthly_totals`, or one of a rebuild) in one
 * statement. A total that comes to nothing loses its row. Each key may stand in `deltas` once. The caller
 * holds the locks of the books, so nobody else writes these rows meanwhile.
 */
export async function addToTotals(
  tx: Transaction,
  table: string,
  deltas: readonly TotalDelta[],
): Promise<void> {
  if (deltas.length === 0) return;
  await tx`
    MERGE INTO ${tx(table)} AS total
    USING unnest(
      ${deltas.map((delta) => delta.bookId)}::uuid[],
      ${deltas.map((delta) => delta.date)}::text[]::date[],
      ${deltas.map((delta) => delta.kind)}::text[],
      ${deltas.map((delta) => delta.currency)}::text[],
      ${deltas.map((delta) => delta.categoryId)}::uuid[],
      ${deltas.map((delta) => delta.minorUnits.toString())}::text[]::bigint[],
      ${deltas.map((delta) => delta.transactions)}::int[],
      ${deltas.map((delta) => delta.counted)}::int[]
    ) AS delta (book_id, date, kind, currency, category_id, total_minor, transactions, counted)
    ON total.book_id = delta.book_id AND total.date = delta.date AND total.kind = delta.kind
      AND total.currency = delta.currency AND total.category_id = delta.category_id
    WHEN MATCHED AND total.total_minor + delta.total_minor = 0
      AND total.transactions + delta.transactions = 0 AND total.counted + delta.counted = 0
      THEN DELETE
    WHEN MATCHED THEN UPDATE SET
      total_minor = total.total_minor + delta.total_minor,
      transactions = total.transactions + delta.transactions,
      counted = total.counted + delta.counted
    WHEN NOT MATCHED THEN
      INSERT (book_id, date, kind, currency, category_id, total_minor, transactions, counted)
      VALUES (delta.book_id, delta.date, delta.kind, delta.currency, delta.category_id,
              delta.total_minor, delta.transactions, delta.counted)`;
}
