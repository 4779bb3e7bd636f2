/** A book's chart of accounts: everything that can be posted to, and what the book is kept in. */

export type AccountType = 'ASSET' | 'LIABILITY' | 'EQUITY' | 'INCOME' | 'EXPENSE';

export type CategoryKind = 'EXPENSE' | 'INCOME';

export type ChartAccount = {
  readonly id: string;
  readonly type: AccountType;
  readonly name: string;
  /** Null for categories and equity, which take every currency. */
  readonly currency: string | null;
  /** The configured category or account that this one was made from. */
  readonly code: string | null;
  readonly icon: string | null;
  readonly archived: boolean;
  readonly createdAt: Date;
};

export type Book = {
  readonly id: string;
  readonly userId: string;
  readonly currency: string;
  /** IANA; decides what "today" is. */
  readonly timeZone: string;
  readonly createdAt: Date;
};

export type Chart = {
  readonly book: Book;
  /** By id, the oldest first. */
  readonly accounts: ReadonlyMap<string, ChartAccount>;
};

/** A place where money is kept or owed, as against categories and equity. */
export type MoneyAccount = ChartAccount & {
  readonly type: 'ASSET' | 'LIABILITY';
  readonly currency: string;
};

export type Category = ChartAccount & { readonly type: CategoryKind };

export function isMoneyAccount(account: ChartAccount): account is MoneyAccount {
  return account.type === 'ASSET' || account.type === 'LIABILITY';
}

export function isCategory(account: ChartAccount): account is Category {
  return account.type === 'EXPENSE' || account.type === 'INCOME';
}

/** A name as it is compared: two that people would not tell apart have the same. */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}
