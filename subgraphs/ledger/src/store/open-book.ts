import { addToOutbox, newEvent } from '@outlay/event-log/outbox.ts';
import { categoryChanged } from '@outlay/events/ledger.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import type { TransactionSql } from 'postgres';
import { defaultAccounts, type DefaultsConfig, type NewAccount } from '../domain/default-book.ts';

export type BookOwner = {
  readonly userId: string;
  readonly bookId: string;
  readonly currency: string;
  readonly locale: string;
  readonly timeZone: string;
};

/**
 * Opens a book with its default accounts and categories; does nothing when it is open already. Gives
 * whether it was opened now.
 */
export async function openBook(
  tx: TransactionSql,
  owner: BookOwner,
  { defaults, occurredAt }: { defaults: DefaultsConfig; occurredAt: string },
): Promise<boolean> {
  const { bookId, userId, currency, timeZone } = owner;
  const opened = await tx`
    INSERT INTO books (book_id, user_id, currency, time_zone)
    VALUES (${bookId}, ${userId}, ${currency}, ${timeZone})
    ON CONFLICT (book_id) DO NOTHING RETURNING book_id`;
  if (opened.length === 0) return false;
  const accounts = defaultAccounts(defaults, owner, uuidv7);
  await insertAccounts(tx, bookId, accounts);
  const categories = accounts.filter(({ type }) => type === 'EXPENSE' || type === 'INCOME');
  await addToOutbox(
    tx,
    categories.map((category) =>
      newEvent({
        contract: categoryChanged,
        key: bookId,
        occurredAt,
        data: {
          categoryId: category.id,
          bookId,
          name: category.name,
          kind: category.type as 'EXPENSE' | 'INCOME',
          archived: false,
        },
      }),
    ),
  );
  return true;
}

/** Throws a unique violation of `accounts_name` when a name is taken. */
export async function insertAccounts(
  tx: TransactionSql,
  bookId: string,
  accounts: readonly NewAccount[],
): Promise<void> {
  const rows = accounts.map(({ id, type, name, nameKey, currency, code, icon }) => ({
    book_id: bookId,
    id,
    type,
    name,
    name_key: nameKey,
    currency,
    code,
    icon,
  }));
  await tx`INSERT INTO accounts ${tx(rows)}`;
}
