import postgres, { type Sql } from 'postgres';

/**
 * What reports must say but for percentages, counted again from the ledger's own rows: every posting to a category, on the
 * date of its transaction; a reversal on that of what it takes back.
 */
export type Recount = ((bookId: string, asked: Asked) => Promise<Counted>) & {
  readonly close: () => Promise<void>;
};

export type Span = { readonly start: string; readonly end: string };
export type Asked = { readonly period: Span; readonly previous: Span; readonly currency: string };

type Flow = { spent: string; income: string };
type CategoryTotal = { category: string; total: string; transactionCount: number };
export type Counted = Flow & {
  net: string;
  transactionCount: number;
  spentByCategory: CategoryTotal[];
  incomeByCategory: CategoryTotal[];
  byDay: (Flow & { date: string })[];
  byMonth: (Flow & { start: string })[];
  previous: Flow & { spentChange: string; incomeChange: string };
  otherCurrencies: (Flow & { currency: string })[];
};

type Row = { kind: 'EXPENSE' | 'INCOME'; total: bigint };
type CategoryRow = Row & { category: string; counted: number };

/** Counts the ledger's database at that URL as it stands now. */
export async function recountLedger(url: string): Promise<Recount> {
  // A temporary table is seen by its own connection alone.
  const sql = postgres(url, { max: 1, types: { bigint: postgres.BigInt }, onnotice: () => {} });
  await sql`
    CREATE TEMPORARY TABLE recount AS
    SELECT p.book_id, coalesce(original.date, t.date) AS date, p.currency, a.type AS kind,
           p.account_id AS category,
           sum(CASE a.type WHEN 'EXPENSE' THEN p.amount ELSE -p.amount END)::bigint AS total,
           count(*) FILTER (WHERE t.reverses IS NULL AND reversal.id IS NULL)::int AS counted
    FROM postings p
    JOIN transactions t ON t.book_id = p.book_id AND t.id = p.transaction_id
    JOIN accounts a ON a.book_id = p.book_id AND a.id = p.account_id
    LEFT JOIN transactions original ON original.book_id = t.book_id AND original.id = t.reverses
    LEFT JOIN transactions reversal ON reversal.book_id = t.book_id AND reversal.reverses = t.id
    WHERE a.type IN ('EXPENSE', 'INCOME')
    GROUP BY 1, 2, 3, 4, 5`;
  await sql`CREATE INDEX ON recount (book_id, date)`;
  await sql`ANALYZE recount`;
  const recount = (bookId: string, asked: Asked): Promise<Counted> => reportOf(sql, bookId, asked);
  return Object.assign(recount, { close: () => sql.end() });
}

async function reportOf(
  sql: Sql<{ bigint: bigint }>,
  bookId: string,
  { period, previous, currency }: Asked,
): Promise<Counted> {
  const within = ({ start, end }: Span) =>
    sql`book_id = ${bookId} AND date BETWEEN ${start} AND ${end}`;
  const own = sql`${within(period)} AND currency = ${currency}`;
  const categories = await sql<CategoryRow[]>`
    SELECT kind, category, sum(total)::bigint AS total, sum(counted)::int AS counted
    FROM recount WHERE ${own} GROUP BY kind, category
    HAVING sum(total) <> 0 OR sum(counted) > 0 ORDER BY total DESC, category`;
  const daily = await sql<(Row & { date: string })[]>`
    SELECT day::date::text AS date, kind, coalesce(sum(total), 0)::bigint AS total
    FROM generate_series(${period.start}::date, ${period.end}::date, '1 day') AS day
    LEFT JOIN recount ON ${own} AND date = day::date
    GROUP BY day, kind ORDER BY day`;
  const [before] = await flows(sql, sql`${within(previous)} AND currency = ${currency}`);
  const now = flowOf(categories);
  const was = before ?? { spent: '0', income: '0' };
  const byCategory = (wanted: Row['kind']) =>
    categories
      .filter(({ kind }) => kind === wanted)
      .map(({ category, total, counted }) => ({
        category,
        total: `${total}`,
        transactionCount: counted,
      }));
  const isYear = period.start.endsWith('-01-01') && period.end.endsWith('-12-31');
  return {
    ...now,
    net: difference(now.income, now.spent),
    transactionCount: categories.reduce((sum, { counted }) => sum + counted, 0),
    spentByCategory: byCategory('EXPENSE'),
    incomeByCategory: byCategory('INCOME'),
    byDay: [...Map.groupBy(daily, ({ date }) => date)].map(([date, rows]) => ({
      date,
      ...flowOf(rows),
    })),
    byMonth: isYear
      ? [...Map.groupBy(daily, ({ date }) => date.slice(0, 7))].map(([month, rows]) => ({
          start: `${month}-01`,
          ...flowOf(rows),
        }))
      : [],
    previous: {
      spent: was.spent,
      income: was.income,
      spentChange: difference(now.spent, was.spent),
      incomeChange: difference(now.income, was.income),
    },
    otherCurrencies: await flows(sql, sql`${within(period)} AND currency <> ${currency}`),
  };
}

/** The flow of each currency that anything counts in. */
function flows(sql: Sql<{ bigint: bigint }>, where: ReturnType<typeof sql>) {
  return sql<(Flow & { currency: string })[]>`
    SELECT currency,
           coalesce(sum(total) FILTER (WHERE kind = 'EXPENSE'), 0)::text AS spent,
           coalesce(sum(total) FILTER (WHERE kind = 'INCOME'), 0)::text AS income
    FROM recount WHERE ${where} GROUP BY currency
    HAVING bool_or(total <> 0 OR counted > 0) ORDER BY currency`.then((rows) => [...rows]);
}

function flowOf(rows: readonly Row[]): Flow {
  const of = (wanted: Row['kind']): string =>
    `${rows.reduce((sum, { kind, total }) => (kind === wanted ? sum + total : sum), 0n)}`;
  return { spent: of('EXPENSE'), income: of('INCOME') };
}

function difference(left: string, right: string): string {
  return `${BigInt(left) - BigInt(right)}`;
}
