import {
  and,
  asc,
  count,
  desc,
  eq,
  gt,
  inArray,
  isNull,
  lt,
  sql,
} from '@outlay/service-kit/drizzle/core.cjs';
import type { Database } from '@outlay/service-kit/database.ts';
import { type AlertRow, alerts, alertStreams, deliveries, type DeliveryRow } from './tables.ts';

/** Reading alerts. Each query names the book that it may see. */
export type Alerts = {
  /** Newest first, those below `before` only; at most `limit`. */
  readonly newest: (query: PageQuery) => Promise<AlertRow[]>;
  /** Whether there is one above `sequence`. */
  readonly anyAfter: (bookId: string, sequence: bigint, unreadOnly: boolean) => Promise<boolean>;
  /** Oldest first, those above `sequence` only; at most {@link streamPage}. */
  readonly following: (bookId: string, sequence: bigint) => Promise<AlertRow[]>;
  /** The number of the book's last alert; 0 when there is none. */
  readonly lastSequence: (bookId: string) => Promise<bigint>;
  readonly byIds: (bookId: string, ids: readonly string[]) => Promise<AlertRow[]>;
  readonly deliveriesOf: (bookId: string, alertIds: readonly string[]) => Promise<DeliveryRow[]>;
  readonly unreadCount: (bookId: string) => Promise<number>;
};

export type PageQuery = {
  readonly bookId: string;
  readonly before: bigint | null;
  readonly unreadOnly: boolean;
  readonly limit: number;
};

/** How many alerts a stream holds in memory at most. */
export const streamPage = 50;

export function createAlerts({ db }: Pick<Database, 'db'>): Alerts {
  const unread = (only: boolean) => (only ? isNull(alerts.readAt) : undefined);
  const ofBook = eq(alerts.bookId, sql.placeholder('bookId'));

  // Prepared, because they stand between an alert's commit and its subscribers.
  const following = db
    .select()
    .from(alerts)
    .where(and(ofBook, gt(alerts.sequence, sql.placeholder('sequence'))))
    .orderBy(asc(alerts.sequence))
    .limit(streamPage)
    .prepare('alerts_following');
  const lastSequence = db
    .select({ last: alertStreams.lastSequence })
    .from(alertStreams)
    .where(eq(alertStreams.bookId, sql.placeholder('bookId')))
    .prepare('alerts_last_sequence');

  return {
    newest: ({ bookId, before, unreadOnly, limit }) =>
      db
        .select()
        .from(alerts)
        .where(
          and(
            eq(alerts.bookId, bookId),
            before === null ? undefined : lt(alerts.sequence, before),
            unread(unreadOnly),
          ),
        )
        .orderBy(desc(alerts.sequence))
        .limit(limit),
    anyAfter: async (bookId, sequence, unreadOnly) => {
      const found = await db
        .select({ one: sql`1` })
        .from(alerts)
        .where(and(eq(alerts.bookId, bookId), gt(alerts.sequence, sequence), unread(unreadOnly)))
        .limit(1);
      return found.length > 0;
    },
    following: (bookId, sequence) => following.execute({ bookId, sequence: String(sequence) }),
    lastSequence: async (bookId) => (await lastSequence.execute({ bookId }))[0]?.last ?? 0n,
    byIds: (bookId, ids) =>
      db
        .select()
        .from(alerts)
        .where(and(eq(alerts.bookId, bookId), inArray(alerts.id, [...ids])))
        .orderBy(desc(alerts.sequence)),
    deliveriesOf: (bookId, alertIds) =>
      db
        .select()
        .from(deliveries)
        .where(and(eq(deliveries.bookId, bookId), inArray(deliveries.alertId, [...alertIds])))
        .orderBy(asc(deliveries.channel)),
    unreadCount: async (bookId) => {
      const [found] = await db
        .select({ unread: count() })
        .from(alerts)
        .where(and(eq(alerts.bookId, bookId), isNull(alerts.readAt)));
      return found?.unread ?? 0;
    },
  };
}
