import type { Moment } from '@outlay/service-kit/newest-page.ts';
import type { ISql } from 'postgres';
import type { Statement, UnreadableRow } from '../domain/statement/read-statement.ts';

type Client = ISql<{ bigint: bigint }>;

/** A row of a previewed statement; `key` is the idempotency key that it is posted under. */
export type PreviewRow = {
  readonly line: number;
  readonly date: string;
  readonly description: string;
  /** Minor units of the account's currency; money in is positive. */
  readonly amount: bigint;
  readonly key: string;
  readonly warning: string | null;
};

export type Preview = {
  readonly id: string;
  readonly accountId: string;
  readonly fileName: string;
  readonly format: Statement['format'];
  readonly rows: readonly PreviewRow[];
  readonly unreadable: readonly UnreadableRow[];
};

export type StatementImport = {
  readonly id: string;
  readonly accountId: string;
  readonly fileName: string;
  readonly importedAt: Date;
  readonly postedCount: number;
  readonly duplicateCount: number;
  readonly unreadableCount: number;
};

type Kept = Omit<Preview, 'rows'> & { rows: (Omit<PreviewRow, 'amount'> & { amount: string })[] };

/** Keeps a preview; those of the book that are older than a day go. */
export async function keepPreview(sql: Client, bookId: string, preview: Preview): Promise<void> {
  const rows = preview.rows.map((row) => ({ ...row, amount: row.amount.toString() }));
  const { id, accountId, fileName, format, unreadable } = preview;
  await sql`
    WITH gone AS (
      DELETE FROM statement_previews
      WHERE book_id = ${bookId} AND created_at < now() - interval '1 day'
    )
    INSERT INTO statement_previews (book_id, id, account_id, file_name, format, rows, unreadable)
    VALUES (${bookId}, ${id}, ${accountId}, ${fileName}, ${sql.json(format as never)},
            ${sql.json(rows)}, ${sql.json(unreadable as never)})`;
}

export async function readPreview(
  sql: Client,
  bookId: string,
  id: string,
): Promise<Preview | null> {
  const [kept] = await sql<Kept[]>`
    SELECT id, account_id AS "accountId", file_name AS "fileName", format, rows, unreadable
    FROM statement_previews
    WHERE book_id = ${bookId} AND id = ${id} AND created_at >= now() - interval '1 day'`;
  if (!kept) return null;
  return { ...kept, rows: kept.rows.map((row) => ({ ...row, amount: BigInt(row.amount) })) };
}

/** Which of the keys have been posted under. */
export async function postedKeys(
  sql: Client,
  bookId: string,
  keys: readonly string[],
): Promise<Set<string>> {
  const rows = await sql<{ key: string }[]>`
    SELECT idempotency_key AS key FROM transactions
    WHERE book_id = ${bookId} AND idempotency_key = ANY(${[...keys]}::text[])`;
  return new Set(rows.map(({ key }) => key));
}

/** How many transactions came with an import, and the position of the last; null without any. */
export async function importedSoFar(
  sql: Client,
  bookId: string,
  importId: string,
): Promise<{ count: number; position: bigint | null }> {
  const [row] = await sql<{ count: number; position: bigint | null }[]>`
    SELECT count(*)::int AS count, max(position) AS position FROM transactions
    WHERE book_id = ${bookId} AND import_id = ${importId}`;
  return row ?? { count: 0, position: null };
}

/**
 * Records an import under its preview's id. Importing the same preview again, with fewer lines left out,
 * may post more; what was counted apart from that stays.
 */
export async function keepImport(
  sql: Client,
  bookId: string,
  made: Omit<StatementImport, 'importedAt'>,
): Promise<void> {
  await sql`
    INSERT INTO statement_imports
      (book_id, id, account_id, file_name, posted_count, duplicate_count, unreadable_count)
    VALUES (${bookId}, ${made.id}, ${made.accountId}, ${made.fileName}, ${made.postedCount},
            ${made.duplicateCount}, ${made.unreadableCount})
    ON CONFLICT (book_id, id) DO UPDATE SET posted_count = EXCLUDED.posted_count`;
}

const columns = (sql: Client) => sql`
  SELECT id, account_id AS "accountId", file_name AS "fileName", imported_at AS "importedAt",
         posted_count AS "postedCount", duplicate_count AS "duplicateCount",
         unreadable_count AS "unreadableCount"
  FROM statement_imports`;

export function readImports(
  sql: Client,
  bookId: string,
  ids: readonly string[],
): Promise<StatementImport[]> {
  return sql<StatementImport[]>`
    ${columns(sql)} WHERE book_id = ${bookId} AND id = ANY(${[...ids]}::uuid[])`;
}

/** Newest first; only those after a moment in that order where one is given. */
export function newestImports(
  sql: Client,
  bookId: string,
  { after, limit }: { after: Moment | null; limit: number },
): Promise<StatementImport[]> {
  const older = after
    ? sql`AND (imported_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  return sql<StatementImport[]>`
    ${columns(sql)} WHERE book_id = ${bookId} ${older}
    ORDER BY imported_at DESC, id DESC LIMIT ${limit}`;
}
