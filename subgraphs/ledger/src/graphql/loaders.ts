import { isUuid } from '@outlay/service-kit/ids.ts';
import DataLoader from 'dataloader';
import type { ISql } from 'postgres';
import type { Leg } from '../domain/entry.ts';
import { readAccounts, readCategories } from '../store/accounts.ts';
import { readImports, type StatementImport } from '../store/statements.ts';
import { readLegs, readTransactions } from '../store/transactions.ts';
import type { AccountModel, CategoryModel, TransactionModel } from './models.ts';

/** Rows by id, of one book: an id of another book, or that is no id, gives null. */
export type Loaders = {
  readonly account: DataLoader<string, AccountModel | null>;
  readonly category: DataLoader<string, CategoryModel | null>;
  readonly transaction: DataLoader<string, TransactionModel | null>;
  readonly statementImport: DataLoader<string, StatementImport | null>;
  readonly legs: DataLoader<string, readonly Leg[]>;
};

export function createLoaders(sql: ISql<{ bigint: bigint }>, bookId: string | null): Loaders {
  return {
    account: byId(bookId, (book, ids) => readAccounts(sql, book, ids)),
    category: byId(bookId, (book, ids) => readCategories(sql, book, { ids })),
    transaction: byId(bookId, (book, ids) => readTransactions(sql, book, ids)),
    statementImport: byId(bookId, (book, ids) => readImports(sql, book, ids)),
    legs: new DataLoader(async (ids) => {
      const legs = bookId ? await readLegs(sql, bookId, ids) : new Map<string, Leg[]>();
      return ids.map((id) => legs.get(id) ?? []);
    }),
  };
}

function byId<Row extends { readonly id: string }>(
  bookId: string | null,
  read: (bookId: string, ids: readonly string[]) => Promise<Row[]>,
): DataLoader<string, Row | null> {
  return new DataLoader(async (ids) => {
    const wanted = ids.filter(isUuid);
    const rows = bookId && wanted.length > 0 ? await read(bookId, wanted) : [];
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id.toLowerCase()) ?? null);
  });
}

/** After a write: what the same request reads from now on must be as it is now. */
export function forgetRows(loaders: Loaders): void {
  for (const loader of Object.values(loaders)) loader.clearAll();
}
