import { type Databases, unless, type Violation } from './kept.ts';

/** Where there is one row for everybody who signed up, by their book. */
const rooms = [
  { database: 'auth', table: 'identities' },
  { database: 'user', table: 'profiles' },
  { database: 'ledger', table: 'books' },
  { database: 'reporting', table: 'books' },
  { database: 'notification', table: 'people' },
] as const;

/** Who signed up is known everywhere, and once. */
export async function auditIdentities(
  databases: Databases,
  books: readonly string[],
): Promise<Violation[]> {
  const wrong = await Promise.all(
    rooms.map(async ({ database, table }) => {
      const sql = databases[database];
      const rows = await sql<{ book: string; rows: number }[]>`
        SELECT book, count(own.book_id)::int AS rows
        FROM unnest(${[...books]}::uuid[]) AS book LEFT JOIN ${sql(table)} AS own ON own.book_id = book
        GROUP BY book HAVING count(own.book_id) <> 1`;
      return rows.map((row) => ({ ...row, of: `${database}.${table}` }));
    }),
  );
  return unless('who signed up is known everywhere, and once', wrong.flat());
}
