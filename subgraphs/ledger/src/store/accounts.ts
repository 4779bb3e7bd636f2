import type { ISql } from 'postgres';
import type { Category, CategoryKind, MoneyAccount } from '../domain/chart.ts';

type Client = ISql<{ bigint: bigint }>;

export type AccountWithBalance = MoneyAccount & { readonly balance: bigint };

/** The viewer's accounts with what is in them, by name; all of them, or those of the ids. */
export async function readAccounts(
  sql: Client,
  bookId: string,
  ids: readonly string[] | null = null,
): Promise<AccountWithBalance[]> {
  return sql<AccountWithBalance[]>`
    SELECT a.id, a.type, a.name, a.currency, a.code, a.icon, a.archived,
           a.created_at AS "createdAt", coalesce(b.balance, 0) AS balance
    FROM accounts a
    LEFT JOIN account_balances b
      ON b.book_id = a.book_id AND b.account_id = a.id AND b.currency = a.currency
    WHERE a.book_id = ${bookId} AND a.type IN ('ASSET', 'LIABILITY')
      AND (${ids === null} OR a.id = ANY(${ids === null ? [] : [...ids]}::uuid[]))
    ORDER BY a.name_key, a.id`;
}

/** The viewer's categories by name; all of them, or those of the kind or the ids. */
export async function readCategories(
  sql: Client,
  bookId: string,
  { ids = null, kind = null }: { ids?: readonly string[] | null; kind?: CategoryKind | null } = {},
): Promise<Category[]> {
  return sql<Category[]>`
    SELECT a.id, a.type, a.name, a.currency, a.code, a.icon, a.archived,
           a.created_at AS "createdAt"
    FROM accounts a
    WHERE a.book_id = ${bookId}
      AND a.type = ANY(${kind === null ? ['EXPENSE', 'INCOME'] : [kind]}::text[])
      AND (${ids === null} OR a.id = ANY(${ids === null ? [] : [...ids]}::uuid[]))
    ORDER BY a.name_key, a.id`;
}
