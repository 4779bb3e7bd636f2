import type { Sql } from 'postgres';
import type { ChannelKind } from './tables.ts';

/** A delivery that one worker has claimed, with the alert that it is about. */
export type ClaimedDelivery = {
  readonly bookId: string;
  readonly id: string;
  readonly channel: ChannelKind;
  /** Which try this is, from 1. Only the worker of the latest try can record its outcome. */
  readonly attempt: number;
  readonly title: string;
  readonly body: string;
  readonly locale: string;
  readonly raisedAt: Date;
};

/**
 * The queue of messages, in the same database as the alerts.
 *
 *     PENDING ──claim──▶ PENDING, tried once more, due again when the claim ends ──sent──▶ SENT
 *        ▲                                │            │
 *        └──── failed, due later ─────────┘            └── failed for good ──▶ FAILED
 *
 * A worker that dies leaves its claim to run out, and the delivery is due again by itself. A claim is
 * longer than a try may take, so two workers that are both alive never send the same delivery.
 */
export type Deliveries = {
  /** Claims what is due on a channel, oldest first. Several workers may ask at once; each gets its own. */
  readonly claim: (channel: ChannelKind, limit: number) => Promise<ClaimedDelivery[]>;
  readonly sent: (delivery: ClaimedDelivery) => Promise<void>;
  readonly retryLater: (
    delivery: ClaimedDelivery,
    reason: string,
    delayMs: number,
  ) => Promise<void>;
  readonly giveUp: (delivery: ClaimedDelivery, reason: string) => Promise<void>;
  /** Milliseconds until the next one on the channel is due; null when none waits. */
  readonly nextDueMs: (channel: ChannelKind) => Promise<number | null>;
};

export function createDeliveries(sql: Sql<{ bigint: bigint }>, leaseMs: number): Deliveries {
  return {
    claim: (channel, limit) => sql<ClaimedDelivery[]>`
      WITH due AS (
        SELECT book_id, id FROM deliveries
        WHERE state = 'PENDING' AND channel = ${channel} AND next_attempt_at <= now()
        ORDER BY next_attempt_at
        LIMIT ${limit}
        FOR UPDATE SKIP LOCKED
      ), claimed AS (
        UPDATE deliveries d
        SET attempts = d.attempts + 1,
            next_attempt_at = now() + ${leaseMs} * interval '1 millisecond'
        FROM due WHERE d.book_id = due.book_id AND d.id = due.id
        RETURNING d.book_id, d.id, d.alert_id, d.channel, d.attempts
      )
      SELECT c.book_id AS "bookId", c.id, c.channel, c.attempts AS attempt,
             a.title, a.body, a.locale, a.raised_at AS "raisedAt"
      FROM claimed c JOIN alerts a ON a.book_id = c.book_id AND a.id = c.alert_id
      ORDER BY a.raised_at`,
    sent: async ({ bookId, id, attempt }) => {
      await sql`
        UPDATE deliveries SET state = 'SENT', sent_at = now(), last_error = NULL
        WHERE book_id = ${bookId} AND id = ${id} AND attempts = ${attempt} AND state = 'PENDING'`;
    },
    retryLater: async ({ bookId, id, attempt }, reason, delayMs) => {
      await sql`
        UPDATE deliveries
        SET next_attempt_at = now() + ${delayMs} * interval '1 millisecond', last_error = ${reason}
        WHERE book_id = ${bookId} AND id = ${id} AND attempts = ${attempt} AND state = 'PENDING'`;
    },
    giveUp: async ({ bookId, id, attempt }, reason) => {
      await sql`
        UPDATE deliveries SET state = 'FAILED', last_error = ${reason}
        WHERE book_id = ${bookId} AND id = ${id} AND attempts = ${attempt} AND state = 'PENDING'`;
    },
    nextDueMs: async (channel) => {
      const [next] = await sql<{ ms: number | null }[]>`
        SELECT (extract(epoch FROM min(next_attempt_at) - now()) * 1000)::float8 AS ms
        FROM deliveries WHERE state = 'PENDING' AND channel = ${channel}`;
      return next?.ms ?? null;
    },
  };
}
