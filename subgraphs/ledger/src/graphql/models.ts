import type { Book, Category, Chart, MoneyAccount } from '../domain/chart.ts';
import type { Entry } from '../domain/entry.ts';
import type { Preview, StatementImport } from '../store/statements.ts';
import type { PostedTransaction } from '../store/transactions.ts';

/** What stands behind each type of the schema. */

export type BookModel = Book;

/** The balance is in minor units of the account's currency. */
export type AccountModel = MoneyAccount & { readonly balance: bigint };

export type CategoryModel = Category;

export type TransactionModel = PostedTransaction;

export type PostingModel = Pick<Entry['legs'][number], 'accountId' | 'amount' | 'currency'>;

/** Where looking back is a query of its own, it is made only when it is asked for. */
export type PageInfoModel = {
  readonly hasNextPage: boolean | (() => Promise<boolean>);
  readonly hasPreviousPage: boolean | (() => Promise<boolean>);
  readonly startCursor: string | null;
  readonly endCursor: string | null;
};

/** A place in the book's changes. */
export type LedgerChangeModel = { readonly transaction: PostedTransaction };

/** A preview with what it is read by: the chart of its book, and the keys that are posted already. */
export type StatementPreviewModel = Preview & {
  readonly chart: Chart;
  readonly posted: ReadonlySet<string>;
  readonly currency: string;
};

export type StatementImportModel = StatementImport;
