import { sql } from '@outlay/service-kit/drizzle/core.cjs';
import {
  bigint,
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from '@outlay/service-kit/drizzle/pg-core.cjs';
import { alertKinds } from '../domain/alert.ts';

export { masterKeyProof } from '@outlay/service-kit/master-key-table.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const minorUnits = (name: string) => bigint(name, { mode: 'bigint' });

/** How a message to a person is kept: where it goes is sealed, never readable in a stolen database. */
export type SealedChannel = {
  readonly kind: 'EMAIL';
  readonly address: string;
  readonly enabled: boolean;
};

/** Who alerts are written for and sent to: a read model of what auth and user tell. */
export const people = pgTable(
  'people',
  {
    bookId: uuid('book_id').notNull(),
    userId: uuid('user_id').notNull(),
    displayName: text('display_name').notNull(),
    locale: text('locale').notNull(),
    timeZone: text('time_zone').notNull(),
    channels: jsonb('channels').$type<SealedChannel[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.bookId, table.userId] })],
);

/**
 * How far each book's stream of alerts goes. Raising the number takes the row's lock until commit, so alerts
 * of a book become visible in the order of their numbers, and reading beyond a number skips none.
 */
export const alertStreams = pgTable('alert_streams', {
  bookId: uuid('book_id').primaryKey(),
  lastSequence: bigint('last_sequence', { mode: 'bigint' }).notNull(),
});

export const alerts = pgTable(
  'alerts',
  {
    bookId: uuid('book_id').notNull(),
    id: uuid('id').notNull(),
    /** Its place in the book's stream, from 1 without a gap: what a cursor holds. */
    sequence: bigint('sequence', { mode: 'bigint' }).notNull(),
    kind: text('kind', { enum: alertKinds }).notNull(),
    crossingId: uuid('crossing_id').notNull(),
    budgetId: uuid('budget_id').notNull(),
    budgetName: text('budget_name').notNull(),
    /** Null for a budget over all spending. */
    categoryId: uuid('category_id'),
    periodKind: text('period_kind', { enum: ['WEEK', 'MONTH', 'YEAR'] }).notNull(),
    periodStart: date('period_start', { mode: 'string' }).notNull(),
    periodEnd: date('period_end', { mode: 'string' }).notNull(),
    thresholdPercent: integer('threshold_percent').notNull(),
    limitMinor: minorUnits('limit_minor').notNull(),
    spentMinor: minorUnits('spent_minor').notNull(),
    currency: text('currency').notNull(),
    /** Null when changing the budget tipped it. */
    transactionId: uuid('transaction_id'),
    /** Another alert of the same decision says this too: that one is sent, this one is only kept. */
    outranked: boolean('outranked').notNull().default(false),
    title: text('title').notNull(),
    body: text('body').notNull(),
    /** What title and body are written in. */
    locale: text('locale').notNull(),
    raisedAt: instant('raised_at').notNull(),
    readAt: instant('read_at'),
    /** W3C trace context of what raised it, so that telling of it is seen in the same trace. */
    traceparent: text('traceparent'),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.id] }),
    unique('alerts_sequence').on(table.bookId, table.sequence),
    unique('alerts_once').on(table.bookId, table.crossingId, table.kind),
    index('alerts_unread')
      .on(table.bookId, table.sequence)
      .where(sql`${table.readAt} IS NULL`),
    check('alerts_kind', sql`${table.kind} IN ('ALMOST_SPENT', 'OVERSPENT', 'RECOVERED')`),
    check('alerts_sequence_positive', sql`${table.sequence} > 0`),
  ],
);

export const deliveries = pgTable(
  'deliveries',
  {
    bookId: uuid('book_id').notNull(),
    id: uuid('id').notNull(),
    alertId: uuid('alert_id').notNull(),
    channel: text('channel', { enum: ['CONSOLE', 'EMAIL'] }).notNull(),
    state: text('state', { enum: ['PENDING', 'SENT', 'FAILED'] })
      .notNull()
      .default('PENDING'),
    /** Counted when a try begins, so that one that never came back counts too. */
    attempts: integer('attempts').notNull().default(0),
    /** No try begins before: while one is under way, the end of its claim. */
    nextAttemptAt: instant('next_attempt_at').notNull().defaultNow(),
    /** When the queue was last known to have it; null until it has been handed over. */
    queuedAt: instant('queued_at'),
    sentAt: instant('sent_at'),
    /** A short reason without addresses or texts. */
    lastError: text('last_error'),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.id] }),
    unique('deliveries_once').on(table.bookId, table.alertId, table.channel),
    foreignKey({
      columns: [table.bookId, table.alertId],
      foreignColumns: [alerts.bookId, alerts.id],
      name: 'deliveries_alert',
    }),
    // The one index that no book leads: whoever hands over asks what is left to be in all of them.
    index('deliveries_pending')
      .on(table.channel, table.queuedAt)
      .where(sql`${table.state} = 'PENDING'`),
    check('deliveries_channel', sql`${table.channel} IN ('CONSOLE', 'EMAIL')`),
    check('deliveries_state', sql`${table.state} IN ('PENDING', 'SENT', 'FAILED')`),
    check('deliveries_sent', sql`(${table.state} = 'SENT') = (${table.sentAt} IS NOT NULL)`),
  ],
);

export type AlertRow = typeof alerts.$inferSelect;
export type DeliveryRow = typeof deliveries.$inferSelect;
export type ChannelKind = DeliveryRow['channel'];
