import type { Sql } from 'postgres';
import type { AlertBell } from './alert-bell.ts';
import type { ChannelKind } from './tables.ts';

/** A delivery that was given up. */
export type FailedDelivery = {
  readonly id: string;
  readonly bookId: string;
  readonly channel: ChannelKind;
  readonly attempts: number;
  readonly reason: string;
  readonly raisedAt: Date;
};

export type DeadDeliveries = {
  /** Oldest first. */
  readonly list: (limit: number) => Promise<FailedDelivery[]>;
  readonly count: () => Promise<number>;
  /** Gives one all its tries again. Null when there is none of that id, or it hasn't failed. */
  readonly revive: (id: string) => Promise<ChannelKind | null>;
};

export function createDeadDeliveries(
  sql: Sql<{ bigint: bigint }>,
  announce: AlertBell['announce'],
): DeadDeliveries {
  return {
    list: (limit) => sql<FailedDelivery[]>`
      SELECT d.id, d.book_id AS "bookId", d.channel, d.attempts,
             coalesce(d.last_error, '') AS reason, a.raised_at AS "raisedAt"
      FROM deliveries d JOIN alerts a ON a.book_id = d.book_id AND a.id = d.alert_id
      WHERE d.state = 'FAILED' ORDER BY a.raised_at, d.id LIMIT ${limit}`,
    count: async () => {
      const [row] = await sql<{ count: number }[]>`
        SELECT count(*)::int AS count FROM deliveries WHERE state = 'FAILED'`;
      return row?.count ?? 0;
    },
    revive: (id) =>
      sql.begin(async (tx) => {
        const [row] = await tx<{ bookId: string; channel: ChannelKind }[]>`
          UPDATE deliveries
          SET state = 'PENDING', attempts = 0, next_attempt_at = now(), queued_at = NULL
          WHERE id = ${id} AND state = 'FAILED'
          RETURNING book_id AS "bookId", channel`;
        if (!row) return null;
        await announce(tx, row.bookId);
        return row.channel;
      }),
  };
}
