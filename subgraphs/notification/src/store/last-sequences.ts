import type { Sql } from 'postgres';

/** The number of the last alert of each book that has any. */
export async function lastSequences(
  sql: Sql<{ bigint: bigint }>,
  bookIds: readonly string[],
): Promise<Map<string, bigint>> {
  if (bookIds.length === 0) return new Map();
  const rows = await sql<{ bookId: string; last: bigint }[]>`
    SELECT book_id AS "bookId", last_sequence AS last FROM alert_streams
    WHERE book_id = ANY(${[...bookIds]}::uuid[])`;
  return new Map(rows.map(({ bookId, last }) => [bookId, last]));
}
