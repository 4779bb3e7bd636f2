import type { ISql } from 'postgres';
import type { AmountBounds } from '../domain/amount-bounds.ts';
import type { TransactionKind } from '../domain/entry.ts';
import { wordsQuery } from './lexemes.ts';
import { type PostedTransaction, selectTransactions } from './transactions.ts';

export type ListFilter = {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly categoryIds?: readonly string[] | null | undefined;
  readonly accountIds?: readonly string[] | null | undefined;
  readonly kinds?: readonly TransactionKind[] | null | undefined;
  readonly amounts?: readonly AmountBounds[] | null | undefined;
  readonly currency?: string | null | undefined;
  /** Each the beginning of a word of the description; where there are none, nothing has them. */
  readonly words?: readonly string[] | null | undefined;
  readonly includeReversed: boolean;
};

/** A row's place in the list: newest date first, and of one date what was posted last. */
export type Place = { readonly date: string; readonly position: bigint };

export type Slice = {
  /** Only what comes after this place, that is, older rows. */
  readonly after?: Place | null;
  /** Only what comes before it. */
  readonly before?: Place | null;
  readonly limit: number;
  /** Which end of it is wanted when there is more. */
  readonly from: 'start' | 'end';
};

/** A slice of a book's transactions in the order of the list, by keyset, so any depth costs the same. */
export async function listTransactions(
  sql: ISql<{ bigint: bigint }>,
  bookId: string,
  filter: ListFilter,
  { after, before, limit, from }: Slice,
): Promise<PostedTransaction[]> {
  const and = {
    after: after && sql`AND (t.date, t.position) < (${after.date}::text::date, ${after.position})`,
    before:
      before && sql`AND (t.date, t.position) > (${before.date}::text::date, ${before.position})`,
    reversed: !filter.includeReversed && sql`AND t.reverses IS NULL AND r.reverses IS NULL`,
    from: filter.from && sql`AND t.date >= ${filter.from}::text::date`,
    to: filter.to && sql`AND t.date <= ${filter.to}::text::date`,
    categories:
      filter.categoryIds && sql`AND t.category_id = ANY(${[...filter.categoryIds]}::uuid[])`,
    accounts:
      filter.accountIds &&
      sql`AND (t.account_id = ANY(${[...filter.accountIds]}::uuid[])
            OR t.to_account_id = ANY(${[...filter.accountIds]}::uuid[]))`,
    kinds: filter.kinds && sql`AND t.kind = ANY(${[...filter.kinds]}::text[])`,
    currency: filter.currency && sql`AND t.currency = ${filter.currency}`,
    amounts: filter.amounts && withinAmounts(sql, filter.amounts),
    words:
      filter.words &&
      (filter.words.length > 0
        ? sql`AND t.words @@ ${wordsQuery(bookId, filter.words)}::tsquery`
        : sql`AND false`),
  };
  const conditions = Object.values(and).map((condition) => condition || sql``);
  const order =
    from === 'start'
      ? sql`ORDER BY t.date DESC, t.position DESC`
      : sql`ORDER BY t.date ASC, t.position ASC`;
  const rows = await sql<PostedTransaction[]>`
    ${selectTransactions(sql)} WHERE t.book_id = ${bookId} ${conditions} ${order} LIMIT ${limit}`;
  return from === 'start' ? rows : rows.toReversed();
}

function withinAmounts(sql: ISql<{ bigint: bigint }>, bounds: readonly AmountBounds[]) {
  return sql`AND EXISTS (
    SELECT FROM unnest(
      ${bounds.map(({ currency }) => currency)}::text[],
      ${bounds.map(({ min }) => min.toString())}::bigint[],
      ${bounds.map(({ max }) => max.toString())}::bigint[]
    ) AS bound (currency, min, max)
    WHERE bound.currency = t.currency AND t.amount BETWEEN bound.min AND bound.max)`;
}
