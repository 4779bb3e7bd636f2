import type { Sql } from 'postgres';
import type { ChannelKind } from './tables.ts';

/** Which delivery: what a job on the queue says, and all that it says. */
export type DeliveryRef = { readonly bookId: string; readonly id: string };

/** A delivery that one worker has claimed, with the alert that it is about. */
export type ClaimedDelivery = DeliveryRef & {
  readonly channel: ChannelKind;
  /** Which try this is, from 1. Only the worker of the latest try can record its outcome. */
  readonly attempt: number;
  readonly title: string;
  readonly body: string;
  readonly locale: string;
  readonly raisedAt: Date;
};

export type Claim =
  | { readonly kind: 'CLAIMED'; readonly delivery: ClaimedDelivery }
  /** Somebody is at it; their claim ends about then. */
  | { readonly kind: 'HELD'; readonly forMs: number }
  | { readonly kind: 'SENT' }
  | { readonly kind: 'FAILED'; readonly reason: string };

/**
 * What became of each message, in the same database as the alerts. The queue says when to try; whether to,
 * is decided here: a message of the queue may come twice, and a delivery may not.
 *
 *     PENDING ──claim──▶ PENDING, held until the claim ends ──sent──▶ SENT
 *        ▲                                │            │
 *        └──────────── failed ────────────┘            └── failed for good ──▶ FAILED
 *
 * A claim is longer than a try may take, so two workers that are both alive never send the same delivery.
 * A worker that dies leaves its claim to run out.
 */
export type Deliveries = {
  /** Claims a delivery for one try. */
  readonly claim: (ref: DeliveryRef) => Promise<Claim>;
  readonly sent: (delivery: ClaimedDelivery) => Promise<void>;
  /** Lets go of it, for another try when the queue brings it again. */
  readonly failed: (delivery: ClaimedDelivery, reason: string) => Promise<void>;
  readonly giveUp: (delivery: ClaimedDelivery, reason: string) => Promise<void>;
};

type Row = Omit<ClaimedDelivery, 'attempt'> & {
  /** Null unless it was claimed just now. */
  readonly attempt: number | null;
  readonly state: 'PENDING' | 'SENT' | 'FAILED';
  readonly lastError: string | null;
  readonly heldForMs: number;
};

export function createDeliveries(sql: Sql<{ bigint: bigint }>, leaseMs: number): Deliveries {
  return {
    claim: async ({ bookId, id }) => {
      const [row] = await sql<Row[]>`
        WITH claimed AS (
          UPDATE deliveries
          SET attempts = attempts + 1, queued_at = now(),
              next_attempt_at = now() + ${leaseMs} * interval '1 millisecond'
          WHERE book_id = ${bookId} AND id = ${id} AND state = 'PENDING' AND next_attempt_at <= now()
          RETURNING attempts
        )
        SELECT d.book_id AS "bookId", d.id, d.channel, d.state, d.last_error AS "lastError",
               (SELECT attempts FROM claimed) AS attempt,
               (extract(epoch FROM d.next_attempt_at - now()) * 1000)::float8 AS "heldForMs",
               a.title, a.body, a.locale, a.raised_at AS "raisedAt"
        FROM deliveries d JOIN alerts a ON a.book_id = d.book_id AND a.id = d.alert_id
        WHERE d.book_id = ${bookId} AND d.id = ${id}`;
      return claimOf(row, leaseMs);
    },
    sent: async ({ bookId, id, attempt }) => {
      await sql`
        UPDATE deliveries SET state = 'SENT', sent_at = now(), last_error = NULL
        WHERE book_id = ${bookId} AND id = ${id} AND attempts = ${attempt} AND state = 'PENDING'`;
    },
    failed: async ({ bookId, id, attempt }, reason) => {
      await sql`
        UPDATE deliveries SET next_attempt_at = now(), queued_at = now(), last_error = ${reason}
        WHERE book_id = ${bookId} AND id = ${id} AND attempts = ${attempt} AND state = 'PENDING'`;
    },
    giveUp: async ({ bookId, id, attempt }, reason) => {
      await sql`
        UPDATE deliveries SET state = 'FAILED', last_error = ${reason}
        WHERE book_id = ${bookId} AND id = ${id} AND attempts = ${attempt} AND state = 'PENDING'`;
    },
  };
}

function claimOf(row: Row | undefined, leaseMs: number): Claim {
  if (!row) return { kind: 'FAILED', reason: 'there is no such delivery' };
  const { attempt, state, lastError, heldForMs, ...delivery } = row;
  if (attempt !== null) return { kind: 'CLAIMED', delivery: { ...delivery, attempt } };
  if (state === 'SENT') return { kind: 'SENT' };
  if (state === 'FAILED') return { kind: 'FAILED', reason: lastError ?? 'it has failed' };
  // What is read beside the update may be older than the claim of who was quicker.
  const forMs = heldForMs > 0 ? Math.min(heldForMs, leaseMs) : leaseMs;
  return { kind: 'HELD', forMs: Math.ceil(forMs) };
}
