import { addToOutbox, newEvent } from '@outlay/event-log/outbox.ts';
import { categoryChanged } from '@outlay/events/ledger.ts';
import type { TransactionSql } from 'postgres';
import { nameKeyOf, type CategoryKind } from '../domain/chart.ts';

type Tx = TransactionSql<{ bigint: bigint }>;

/** What is to change of an account or a category; what is left out stays. */
export type AccountChange = {
  readonly name?: string | null | undefined;
  readonly icon?: string | null | undefined;
  readonly archived?: boolean | null | undefined;
};

export type ChangedAccount = {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly archived: boolean;
};

/** Gives the row after the change, or null when the book has none of that id and those types. */
export async function changeAccount(
  tx: Tx,
  { bookId, id, types }: { bookId: string; id: string; types: readonly string[] },
  { name = null, icon = null, archived = null }: AccountChange,
): Promise<ChangedAccount | null> {
  const [row] = await tx<ChangedAccount[]>`
    UPDATE accounts SET
      name = coalesce(${name}, name),
      name_key = coalesce(${name === null ? null : nameKeyOf(name)}, name_key),
      icon = coalesce(${icon}, icon),
      archived = coalesce(${archived}, archived)
    WHERE book_id = ${bookId} AND id = ${id} AND type = ANY(${[...types]}::text[])
    RETURNING id, type, name, archived`;
  return row ?? null;
}

/** Tells of a category as it is now. */
export async function tellOfCategory(
  tx: Tx,
  category: {
    readonly bookId: string;
    readonly id: string;
    readonly name: string;
    readonly kind: CategoryKind;
    readonly archived: boolean;
  },
  { occurredAt, traceparent }: { occurredAt: Date; traceparent: string | undefined },
): Promise<void> {
  const { bookId, id: categoryId, name, kind, archived } = category;
  await addToOutbox(tx, [
    newEvent({
      contract: categoryChanged,
      key: bookId,
      occurredAt: occurredAt.toISOString(),
      traceparent,
      data: { categoryId, bookId, name, kind, archived },
    }),
  ]);
}
