import type { Period } from '@outlay/calendar/calendar.ts';
import type { TotalKind } from '../domain/aggregate.ts';
import type { CategoryRow, DayRow } from '../domain/report.ts';
import type { Sql } from './connection.ts';
import { consumerGroup, ledgerTopic } from './position.ts';

type Row = {
  part: 'CATEGORY' | 'DAY' | 'POSITION';
  date: string;
  kind: TotalKind;
  currency: string;
  category_id: string;
  minor_units: bigint;
  transactions: bigint;
  counted: bigint;
};

export type ReportRows = {
  readonly rows: CategoryRow[];
  readonly days: DayRow[];
  /** How far the rows go; null before the first write. */
  readonly position: bigint | null;
};

/**
 * Everything a report is made of, in one statement and so of one moment: the categories' totals of the
 * period and the one before it (of days for a week, else of months), the period's days, the position.
 */
export async function reportRows(
  sql: Sql,
  bookId: string,
  { period, previous, currency }: { period: Period; previous: Period; currency: string },
): Promise<ReportRows> {
  const table = period.kind === 'WEEK' ? 'daily_totals' : 'monthly_totals';
  const found = await sql<Row[]>`
    SELECT 'CATEGORY' AS part, date::text, kind, currency, category_id::text,
           total_minor AS minor_units, transactions::bigint, counted::bigint
    FROM ${sql(table)}
    WHERE book_id = ${bookId}
      AND date BETWEEN ${previous.start}::text::date AND ${period.end}::text::date
    UNION ALL
    SELECT 'DAY', date::text, kind, NULL, NULL, sum(total_minor)::bigint, 0, 0
    FROM daily_totals
    WHERE book_id = ${bookId} AND currency = ${currency}
      AND date BETWEEN ${period.start}::text::date AND ${period.end}::text::date
    GROUP BY date, kind
    UNION ALL
    SELECT 'POSITION', NULL, NULL, NULL, NULL, sequence, 0, 0 FROM consumer_keys
    WHERE consumer_group = ${consumerGroup} AND topic = ${ledgerTopic} AND key = ${bookId}`;
  return {
    rows: found
      .filter((row) => row.part === 'CATEGORY')
      .map(({ date, kind, currency, ...row }) => ({
        date,
        kind,
        currency,
        categoryId: row.category_id,
        minorUnits: row.minor_units,
        transactions: Number(row.transactions),
        counted: Number(row.counted),
      })),
    days: found
      .filter((row) => row.part === 'DAY')
      .map(({ date, kind, minor_units: minorUnits }) => ({ date, kind, minorUnits })),
    position: found.find((row) => row.part === 'POSITION')?.minor_units ?? null,
  };
}
