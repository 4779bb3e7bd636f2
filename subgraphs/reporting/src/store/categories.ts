import type { TotalKind } from '../domain/aggregate.ts';
import type { Connection, Transaction } from './connection.ts';

export type Category = {
  readonly bookId: string;
  readonly categoryId: string;
  readonly kind: TotalKind;
  readonly archived: boolean;
};

/** Keeps categories as they are now; of two states of one category the later in the list counts. */
export async function keepCategories(
  tx: Transaction,
  categories: readonly Category[],
  table = 'categories',
): Promise<void> {
  const byId = new Map(categories.map((one) => [`${one.bookId}/${one.categoryId}`, one]));
  const newest = [...byId.values()];
  await tx`
    INSERT INTO ${tx(table)} (book_id, category_id, kind, archived)
    SELECT * FROM unnest(
      ${newest.map((one) => one.bookId)}::uuid[],
      ${newest.map((one) => one.categoryId)}::uuid[],
      ${newest.map((one) => one.kind)}::text[],
      ${newest.map((one) => String(one.archived))}::text[]::boolean[]
    ) AS given (book_id, category_id, kind, archived)
    ORDER BY book_id, category_id
    ON CONFLICT (book_id, category_id) DO UPDATE SET
      kind = excluded.kind, archived = excluded.archived`;
}

export async function findCategory(
  sql: Connection,
  bookId: string,
  categoryId: string,
): Promise<Pick<Category, 'kind' | 'archived'> | null> {
  const [row] = await sql<Pick<Category, 'kind' | 'archived'>[]>`
    SELECT kind, archived FROM categories
    WHERE book_id = ${bookId} AND category_id = ${categoryId}`;
  return row ?? null;
}
