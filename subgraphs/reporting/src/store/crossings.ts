import type { Period } from '@outlay/calendar/calendar.ts';
import type { Moment } from '@outlay/service-kit/newest-page.ts';
import type { Connection, Transaction } from './connection.ts';

export type Crossing = {
  readonly bookId: string;
  readonly id: string;
  readonly budgetId: string;
  readonly period: Pick<Period, 'start' | 'end'>;
  readonly percent: number;
  /** Minor units, at the moment it was decided. */
  readonly limit: bigint;
  readonly spent: bigint;
  readonly transactionId: string | null;
  readonly crossedAt: Date;
  readonly recoveredAt: Date | null;
};

type Named = { readonly bookId: string; readonly id: string };

type Row = {
  book_id: string;
  id: string;
  budget_id: string;
  period_start: string;
  period_end: string;
  threshold: number;
  limit_minor: bigint;
  spent_minor: bigint;
  transaction_id: string | null;
  crossed_at: Date;
  recovered_at: Date | null;
};

const columns = (sql: Connection) => sql`
  c.book_id, c.id, c.budget_id, c.period_start::text, c.period_end::text, c.threshold,
  c.limit_minor, c.spent_minor, c.transaction_id, c.crossed_at, c.recovered_at`;

/** The crossings that are neither recovered nor superseded, in each of the (budget, period) pairs. */
export async function openCrossings(
  sql: Connection,
  places: readonly { readonly budget: Named; readonly period: Pick<Period, 'start'> }[],
): Promise<Crossing[]> {
  if (places.length === 0) return [];
  const rows = await sql<Row[]>`
    SELECT ${columns(sql)} FROM budget_crossings AS c
    JOIN unnest(
      ${places.map(({ budget }) => budget.bookId)}::uuid[],
      ${places.map(({ budget }) => budget.id)}::uuid[],
      ${places.map(({ period }) => period.start)}::text[]::date[]
    ) AS place (book_id, id, first)
      ON place.book_id = c.book_id AND place.id = c.budget_id AND place.first = c.period_start
    WHERE c.recovered_at IS NULL AND c.superseded_at IS NULL
    ORDER BY c.crossed_at, c.id`;
  return rows.map(crossingOf);
}

/** The open crossings of budgets in periods that are not over on a day. */
export async function openCrossingsFrom(
  sql: Connection,
  bookId: string,
  budgetIds: readonly string[],
  day: string,
): Promise<Crossing[]> {
  const rows = await sql<Row[]>`
    SELECT ${columns(sql)} FROM budget_crossings AS c
    WHERE c.book_id = ${bookId} AND c.budget_id = ANY(${[...budgetIds]}::uuid[])
      AND c.recovered_at IS NULL AND c.superseded_at IS NULL
      AND c.period_end >= ${day}::text::date
    ORDER BY c.crossed_at, c.id`;
  return rows.map(crossingOf);
}

/** Each is the next occurrence of its threshold in its period. */
export async function insertCrossings(
  tx: Transaction,
  crossings: readonly Crossing[],
): Promise<void> {
  if (crossings.length === 0) return;
  await tx`
    INSERT INTO budget_crossings
      (book_id, id, budget_id, period_start, period_end, threshold, occurrence, limit_minor,
       spent_minor, transaction_id, crossed_at)
    SELECT new.book_id, new.id, new.budget_id, new.period_start, new.period_end, new.threshold,
      1 + (SELECT count(*) FROM budget_crossings AS c
           WHERE c.book_id = new.book_id AND c.budget_id = new.budget_id
             AND c.period_start = new.period_start AND c.threshold = new.threshold),
      new.limit_minor, new.spent_minor, new.transaction_id, new.crossed_at
    FROM unnest(
      ${crossings.map((one) => one.bookId)}::uuid[],
      ${crossings.map((one) => one.id)}::uuid[],
      ${crossings.map((one) => one.budgetId)}::uuid[],
      ${crossings.map((one) => one.period.start)}::text[]::date[],
      ${crossings.map((one) => one.period.end)}::text[]::date[],
      ${crossings.map((one) => one.percent)}::int[],
      ${crossings.map((one) => one.limit.toString())}::text[]::bigint[],
      ${crossings.map((one) => one.spent.toString())}::text[]::bigint[],
      ${crossings.map((one) => one.transactionId)}::uuid[],
      ${crossings.map((one) => one.crossedAt.toISOString())}::text[]::timestamptz[]
    ) AS new (book_id, id, budget_id, period_start, period_end, threshold, limit_minor,
              spent_minor, transaction_id, crossed_at)`;
}

/** Recovered crossings are armed again; superseded ones are neither crossed nor recovered any more. */
export async function closeCrossings(
  tx: Transaction,
  { recovered, superseded }: { recovered: readonly Named[]; superseded: readonly Named[] },
  at: Date,
): Promise<void> {
  const all = [...recovered, ...superseded];
  if (all.length === 0) return;
  await tx`
    UPDATE budget_crossings AS c SET
      recovered_at = CASE WHEN closed.recovered THEN ${at}::timestamptz END,
      superseded_at = CASE WHEN NOT closed.recovered THEN ${at}::timestamptz END
    FROM unnest(
      ${all.map((one) => one.bookId)}::uuid[], ${all.map((one) => one.id)}::uuid[],
      ${all.map((_, place) => String(place < recovered.length))}::text[]::boolean[]
    ) AS closed (book_id, id, recovered)
    WHERE c.book_id = closed.book_id AND c.id = closed.id`;
}

/** The newest of each of a book's budgets, at most `first` each. */
export async function newestCrossings(
  sql: Connection,
  bookId: string,
  budgetIds: readonly string[],
  first: number,
): Promise<Map<string, Crossing[]>> {
  const rows = await sql<Row[]>`
    SELECT ${columns(sql)} FROM unnest(${[...budgetIds]}::uuid[]) AS budget (id)
    CROSS JOIN LATERAL (
      SELECT * FROM budget_crossings AS own
      WHERE own.book_id = ${bookId} AND own.budget_id = budget.id
      ORDER BY own.crossed_at DESC, own.id DESC LIMIT ${first}
    ) AS c
    ORDER BY c.budget_id, c.crossed_at DESC, c.id DESC`;
  return Map.groupBy(rows.map(crossingOf), (crossing) => crossing.budgetId);
}

/** Those of one budget, newest first; only those after a moment in that order where one is given. */
export async function crossingsOf(
  sql: Connection,
  bookId: string,
  budgetId: string,
  { after, limit }: { after: Moment | null; limit: number },
): Promise<Crossing[]> {
  const older = after
    ? sql`AND (c.crossed_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  const rows = await sql<Row[]>`
    SELECT ${columns(sql)} FROM budget_crossings AS c
    WHERE c.book_id = ${bookId} AND c.budget_id = ${budgetId} ${older}
    ORDER BY c.crossed_at DESC, c.id DESC LIMIT ${limit}`;
  return rows.map(crossingOf);
}

function crossingOf(row: Row): Crossing {
  return {
    bookId: row.book_id,
    id: row.id,
    budgetId: row.budget_id,
    period: { start: row.period_start, end: row.period_end },
    percent: row.threshold,
    limit: row.limit_minor,
    spent: row.spent_minor,
    transactionId: row.transaction_id,
    crossedAt: row.crossed_at,
    recoveredAt: row.recovered_at,
  };
}
