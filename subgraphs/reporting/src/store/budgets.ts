import type { PeriodKind } from '@outlay/calendar/calendar.ts';
import type { Budget } from '../domain/budget.ts';
import type { Connection, Transaction } from './connection.ts';

type Row = {
  book_id: string;
  id: string;
  name: string;
  category_id: string | null;
  period: PeriodKind;
  currency: string;
  limit_minor: bigint;
  thresholds: number[];
  created_at: Date;
  archived_at: Date | null;
};

/** Those of a book by name. */
export async function listBudgets(
  sql: Connection,
  bookId: string,
  includeArchived: boolean,
): Promise<Budget[]> {
  const rows = await sql<Row[]>`
    SELECT * FROM budgets WHERE book_id = ${bookId} AND (archived_at IS NULL OR ${includeArchived})
    ORDER BY lower(name), name, id`;
  return rows.map(budgetOf);
}

/** Those that watch, of several books. */
export async function watchingBudgets(
  sql: Connection,
  bookIds: readonly string[],
): Promise<Budget[]> {
  const rows = await sql<Row[]>`
    SELECT * FROM budgets WHERE book_id = ANY(${[...bookIds]}::uuid[]) AND archived_at IS NULL
    ORDER BY book_id, id`;
  return rows.map(budgetOf);
}

/** In the order of the ids; null for one that the book doesn't have. */
export async function findBudgets(
  sql: Connection,
  bookId: string,
  ids: readonly string[],
): Promise<(Budget | null)[]> {
  const rows = await sql<Row[]>`
    SELECT * FROM budgets WHERE book_id = ${bookId} AND id = ANY(${[...ids]}::uuid[])`;
  const byId = new Map(rows.map((row) => [row.id, budgetOf(row)]));
  return ids.map((id) => byId.get(id) ?? null);
}

export async function countWatchingBudgets(sql: Connection, bookId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    SELECT count(*)::int FROM budgets WHERE book_id = ${bookId} AND archived_at IS NULL`;
  return row?.count ?? 0;
}

export async function insertBudget(tx: Transaction, budget: Budget): Promise<void> {
  const { bookId, id, name, categoryId, period, limit, thresholds, createdAt } = budget;
  await tx`
    INSERT INTO budgets
      (book_id, id, name, category_id, period, currency, limit_minor, thresholds, created_at)
    VALUES (${bookId}, ${id}, ${name}, ${categoryId}, ${period}, ${limit.currency},
            ${limit.minorUnits}, ${[...thresholds]}::int[], ${createdAt})`;
}

export async function changeBudget(tx: Transaction, budget: Budget): Promise<void> {
  const { bookId, id, name, limit, thresholds } = budget;
  await tx`
    UPDATE budgets SET name = ${name}, limit_minor = ${limit.minorUnits},
      thresholds = ${[...thresholds]}::int[]
    WHERE book_id = ${bookId} AND id = ${id}`;
}

/** Keeps the instant of the first time. Gives false when the book has no such budget. */
export async function archiveBudget(
  tx: Transaction,
  bookId: string,
  id: string,
  at: Date,
): Promise<boolean> {
  const { count } = await tx`
    UPDATE budgets SET archived_at = coalesce(archived_at, ${at})
    WHERE book_id = ${bookId} AND id = ${id}`;
  return count > 0;
}

function budgetOf(row: Row): Budget {
  return {
    bookId: row.book_id,
    id: row.id,
    name: row.name,
    categoryId: row.category_id,
    period: row.period,
    limit: { minorUnits: row.limit_minor, currency: row.currency },
    thresholds: row.thresholds,
    createdAt: row.created_at,
    archived: row.archived_at !== null,
  };
}
