import { transaction } from '@outlay/service-kit/transaction.ts';
import type { Sql } from 'postgres';
import type { DeliveryRef } from './deliveries.ts';
import type { ChannelKind } from './tables.ts';

/** A delivery on its way to the queue. */
export type PendingDelivery = DeliveryRef & { readonly traceparent: string | null };

/**
 * What the queue is to have. A delivery is recorded with its alert and handed over after that, so it is
 * `PENDING` with an empty `queued_at` for a moment, or for as long as the queue is away.
 */
export type HandingOver = {
  /**
   * Hands over what is left to be on a channel, at most `limit`, and marks it once `enqueue` has returned.
   * Gives how many. When it ends in between, they are handed over once more.
   */
  readonly handOver: (
    channel: ChannelKind,
    limit: number,
    enqueue: (deliveries: readonly PendingDelivery[]) => Promise<void>,
  ) => Promise<number>;
  /** Unmarks what nobody has heard of for so long, so that it is handed over anew. Gives how many. */
  readonly takeBack: (channel: ChannelKind, silentForMs: number) => Promise<number>;
};

export function createHandingOver(sql: Sql<{ bigint: bigint }>): HandingOver {
  return {
    handOver: (channel, limit, enqueue) =>
      transaction(sql, async (tx) => {
        // Rows that another process is just handing over are left to it.
        const pending = await tx<PendingDelivery[]>`
          WITH pending AS (
            SELECT book_id, id, alert_id FROM deliveries
            WHERE state = 'PENDING' AND channel = ${channel} AND queued_at IS NULL
            LIMIT ${limit}
            FOR UPDATE SKIP LOCKED
          )
          SELECT p.book_id AS "bookId", p.id, a.traceparent
          FROM pending p JOIN alerts a ON a.book_id = p.book_id AND a.id = p.alert_id`;
        if (pending.length === 0) return 0;
        await enqueue(pending);
        await tx`
          UPDATE deliveries d SET queued_at = now()
          FROM unnest(${pending.map(({ bookId }) => bookId)}::uuid[],
                      ${pending.map(({ id }) => id)}::uuid[]) AS p (book_id, id)
          WHERE d.book_id = p.book_id AND d.id = p.id`;
        return pending.length;
      }),
    takeBack: async (channel, silentForMs) => {
      const taken = await sql`
        UPDATE deliveries SET queued_at = NULL
        WHERE state = 'PENDING' AND channel = ${channel}
          AND queued_at < now() - ${silentForMs} * interval '1 millisecond'
          AND next_attempt_at < now()`;
      return taken.count;
    },
  };
}
