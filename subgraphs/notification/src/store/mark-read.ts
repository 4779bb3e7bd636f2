import { idempotencyKey, once } from '@outlay/service-kit/idempotency.ts';
import { type IdempotencyConflict, type NotFound, notFound } from '@outlay/service-kit/problems.ts';
import { transaction } from '@outlay/service-kit/transaction.ts';
import type { Sql, TransactionSql } from 'postgres';
import type { z } from 'zod';

export type ReadRequest = {
  readonly bookId: string;
  readonly key: z.output<typeof idempotencyKey>;
  /** These, or every one up to a number in the book's stream. */
  readonly which: { readonly ids: readonly string[] } | { readonly upTo: bigint };
};

/** The ids of the alerts that were asked for, newest first, and how many stay unread. */
export type ReadAnswer = {
  readonly __typename: 'MarkAlertsReadSuccess';
  readonly alertIds: readonly string[];
  readonly unreadCount: number;
};

/** How many alerts an answer lists at most. */
const mostListed = 100;

type Tx = TransactionSql<{ bigint: bigint }>;

/** Marks alerts of a book as read; all of them or, when an id is not of the book, none. */
export function markRead(
  sql: Sql<{ bigint: bigint }>,
  { bookId, key, which }: ReadRequest,
): Promise<ReadAnswer | NotFound | IdempotencyConflict> {
  const request = { bookId, key, operation: 'markAlertsRead', input: which };
  return transaction(sql, (tx) =>
    once<ReadAnswer | NotFound>(tx, request, async () => {
      const found = 'ids' in which ? await byIds(tx, bookId, which.ids) : null;
      if (typeof found === 'string') return { answer: notFound('alert', found), keep: false };
      const alertIds = 'upTo' in which ? await upTo(tx, bookId, which.upTo) : (found ?? []);
      const [left] = await tx<{ unread: bigint }[]>`
        SELECT count(*) AS unread FROM alerts WHERE book_id = ${bookId} AND read_at IS NULL`;
      const unreadCount = Number(left?.unread ?? 0n);
      return { answer: { __typename: 'MarkAlertsReadSuccess', alertIds, unreadCount }, keep: true };
    }),
  );
}

/** The ids in the stream's order, newest first, or the first one that is not there. */
async function byIds(tx: Tx, bookId: string, ids: readonly string[]): Promise<string[] | string> {
  const rows = await tx<{ id: string }[]>`
    SELECT id FROM alerts WHERE book_id = ${bookId} AND id = ANY(${[...ids]}::uuid[])
    ORDER BY sequence DESC`;
  const there = rows.map(({ id }) => id);
  const missing = ids.find((id) => !there.includes(id.toLowerCase()));
  if (missing !== undefined) return missing;
  await tx`
    UPDATE alerts SET read_at = now()
    WHERE book_id = ${bookId} AND id = ANY(${there}::uuid[]) AND read_at IS NULL`;
  return there;
}

async function upTo(tx: Tx, bookId: string, sequence: bigint): Promise<string[]> {
  await tx`
    UPDATE alerts SET read_at = now()
    WHERE book_id = ${bookId} AND sequence <= ${sequence} AND read_at IS NULL`;
  const rows = await tx<{ id: string }[]>`
    SELECT id FROM alerts WHERE book_id = ${bookId} AND sequence <= ${sequence}
    ORDER BY sequence DESC LIMIT ${mostListed}`;
  return rows.map(({ id }) => id);
}
