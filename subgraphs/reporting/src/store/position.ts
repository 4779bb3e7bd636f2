import { transactionPosted } from '@outlay/events/ledger.ts';
import type { Connection } from './connection.ts';

/** The group under which every replica of reporting consumes. */
export const consumerGroup = 'reporting';

export const ledgerTopic: string = transactionPosted.topic;

/**
 * How far a book is consumed: the sequence of the last of the ledger's events that is in the aggregates,
 * which is what a write returns as its position. Null before the first.
 */
export async function positionOf(sql: Connection, bookId: string): Promise<bigint | null> {
  const [row] = await sql<{ sequence: bigint }[]>`
    SELECT sequence FROM consumer_keys
    WHERE consumer_group = ${consumerGroup} AND topic = ${ledgerTopic} AND key = ${bookId}`;
  return row?.sequence ?? null;
}
