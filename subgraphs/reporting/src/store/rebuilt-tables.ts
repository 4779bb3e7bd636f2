import type { Spending } from '../domain/watch.ts';
import type { Connection, Sql, Transaction } from './connection.ts';

/** Where the aggregates are rebuilt, beside the live ones. */
export const rebuiltSchema = 'rebuilt';

const totalsKey = ['book_id', 'date', 'kind', 'currency', 'category_id'];

/** Everything that follows from the ledger's events alone, and what its rows are known by. */
export const rebuiltTables = {
  daily_totals: totalsKey,
  monthly_totals: totalsKey,
  categories: ['book_id', 'category_id'],
} as const satisfies Record<string, readonly string[]>;

export type RebuiltTable = keyof typeof rebuiltTables;

const tables = Object.entries(rebuiltTables) as [RebuiltTable, readonly string[]][];

/** A row that is not the same live and rebuilt; JSON text, null on the side where there is none. */
export type Difference = {
  readonly table: RebuiltTable;
  readonly live: string | null;
  readonly rebuilt: string | null;
};

/** Makes empty tables, of the same shape as the live ones, in place of what an earlier rebuild left. */
export async function createRebuiltTables(sql: Sql): Promise<void> {
  await dropRebuiltTables(sql);
  await sql`CREATE SCHEMA ${sql(rebuiltSchema)}`;
  for (const [table] of tables) {
    // Unlogged: after a crash a rebuild starts again anyway.
    await sql`
      CREATE UNLOGGED TABLE ${sql(`${rebuiltSchema}.${table}`)} (LIKE ${sql(table)} INCLUDING ALL)`;
  }
}

export async function dropRebuiltTables(sql: Sql): Promise<void> {
  await sql`DROP SCHEMA IF EXISTS ${sql(rebuiltSchema)} CASCADE`;
}

/** Live and rebuilt, row for row; empty when they are equal. */
export async function differences(sql: Connection): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const [table, key] of tables) {
    const rows = await sql<Difference[]>`
      SELECT ${table} AS table, row_to_json(live)::text AS live, row_to_json(rebuilt)::text AS rebuilt
      FROM ${sql(table)} AS live
      FULL JOIN ${sql(`${rebuiltSchema}.${table}`)} AS rebuilt USING (${sql([...key])})
      WHERE (live.*) IS DISTINCT FROM (rebuilt.*)
      ORDER BY ${sql([...key])}`;
    found.push(...rows);
  }
  return found;
}

/** What putting the rebuilt days in place will do to spending, as movements that no transaction caused. */
export async function rebuiltSpending(sql: Connection): Promise<Spending[]> {
  return sql<Spending[]>`
    SELECT book_id AS "bookId", date::text, kind, currency, category_id AS "categoryId",
      (coalesce(rebuilt.total_minor, 0) - coalesce(live.total_minor, 0))::bigint AS "minorUnits"
    FROM daily_totals AS live
    FULL JOIN ${sql(`${rebuiltSchema}.daily_totals`)} AS rebuilt USING (${sql([...totalsKey])})
    WHERE live.total_minor IS DISTINCT FROM rebuilt.total_minor
    ORDER BY ${sql([...totalsKey])}`;
}

/** Puts the rebuilt rows in place of the live ones that are not equal to them; readers are not held up. */
export async function putInPlace(tx: Transaction): Promise<void> {
  for (const [table, key] of tables) {
    const same = key.map((column) => `rebuilt.${column} = live.${column}`).join(' AND ');
    await tx`
      DELETE FROM ${tx(table)} AS live WHERE NOT EXISTS (
        SELECT FROM ${tx(`${rebuiltSchema}.${table}`)} AS rebuilt
        WHERE ${tx.unsafe(same)} AND (rebuilt.*) IS NOT DISTINCT FROM (live.*)
      )`;
    await tx`
      INSERT INTO ${tx(table)} SELECT * FROM ${tx(`${rebuiltSchema}.${table}`)}
      ON CONFLICT DO NOTHING`;
  }
}
