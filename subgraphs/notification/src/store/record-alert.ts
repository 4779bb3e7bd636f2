import { alertRaised } from '@outlay/events/notification.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { addToOutbox, newEvent } from '@outlay/event-log/outbox.ts';
import type { TransactionSql } from 'postgres';
import type { AlertKind, Crossing } from '../domain/alert.ts';
import type { AlertTexts } from '../domain/templates.ts';
import type { AlertBell } from './alert-bell.ts';
import type { ChannelKind } from './tables.ts';

export type NewAlert = {
  readonly kind: AlertKind;
  readonly crossing: Crossing;
  readonly texts: AlertTexts;
  /** One message will be sent to each. */
  readonly channels: readonly ChannelKind[];
  readonly raisedAt: Date;
  readonly traceparent?: string | undefined;
};

/**
 * Records an alert, its deliveries and the event that tells of it in the caller's transaction, and has it
 * announced to other processes. Records nothing when there is one of that crossing and kind already; says which.
 */
export async function recordAlert(
  tx: TransactionSql,
  alert: NewAlert,
  announce: AlertBell['announce'],
): Promise<boolean> {
  const { kind, crossing, texts } = alert;
  const { bookId, crossingId, budgetId, period } = crossing;
  const alertId = uuidv7();
  const raisedAt = alert.raisedAt.toISOString();
  // The number is drawn, and the row of the stream locked, only for an alert that is new: no gaps.
  const recorded = await tx`
    WITH stream AS (
      INSERT INTO alert_streams AS s (book_id, last_sequence)
      SELECT ${bookId}, 1
      WHERE NOT EXISTS (
        SELECT FROM alerts
        WHERE book_id = ${bookId} AND crossing_id = ${crossingId} AND kind = ${kind})
      ON CONFLICT (book_id) DO UPDATE SET last_sequence = s.last_sequence + 1
      RETURNING last_sequence
    )
    INSERT INTO alerts (
      book_id, id, sequence, kind, crossing_id, budget_id, budget_name, category_id,
      period_kind, period_start, period_end, threshold_percent, limit_minor, spent_minor, currency,
      transaction_id, outranked, title, body, locale, raised_at, traceparent)
    SELECT
      ${bookId}, ${alertId}, last_sequence, ${kind}, ${crossingId}, ${budgetId},
      ${crossing.budgetName}, ${crossing.categoryId ?? null},
      ${period.kind}, ${period.start}::text::date, ${period.end}::text::date,
      ${crossing.threshold.percent}, ${crossing.limit.toString()}, ${crossing.spent.toString()},
      ${crossing.currency}, ${crossing.transactionId ?? null}, ${crossing.outranked ?? false},
      ${texts.title}, ${texts.body}, ${texts.locale}, ${raisedAt}, ${alert.traceparent ?? null}
    FROM stream`;
  if (recorded.count === 0) return false;
  await Promise.all([
    tx`
      INSERT INTO deliveries (book_id, id, alert_id, channel)
      SELECT ${bookId}, id, ${alertId}, channel
      FROM unnest(${alert.channels.map(() => uuidv7())}::uuid[], ${[...alert.channels]}::text[])
        AS d (id, channel)`,
    addToOutbox(tx, [
      newEvent({
        contract: alertRaised,
        key: bookId,
        data: { alertId, bookId, kind, budgetId, raisedAt },
        occurredAt: raisedAt,
        traceparent: alert.traceparent,
      }),
    ]),
    announce(tx, bookId),
  ]);
  return true;
}

/**
 * Takes the lock that recording an alert of the book takes, until the transaction ends. Whoever decides
 * something by whether the book's owner is known, and whoever makes them known, do so one after the other.
 */
export async function lockStream(tx: TransactionSql, bookId: string): Promise<void> {
  await tx`
    INSERT INTO alert_streams AS s (book_id, last_sequence) VALUES (${bookId}, 0)
    ON CONFLICT (book_id) DO UPDATE SET last_sequence = s.last_sequence`;
}

/**
 * Records the deliveries that a book's alerts lack on a channel. For an owner who became known after alerts
 * of the book had been raised; every one of those was raised without them. Says whether there were any.
 */
export async function addMissingDeliveries(
  tx: TransactionSql,
  bookId: string,
  channel: ChannelKind,
): Promise<boolean> {
  const lacking = await tx<{ id: string }[]>`
    SELECT id FROM alerts a
    WHERE book_id = ${bookId} AND NOT outranked AND NOT EXISTS (
      SELECT FROM deliveries d
      WHERE d.book_id = ${bookId} AND d.alert_id = a.id AND d.channel = ${channel})
    ORDER BY sequence`;
  if (lacking.length === 0) return false;
  await tx`
    INSERT INTO deliveries (book_id, id, alert_id, channel)
    SELECT ${bookId}, id, alert_id, ${channel}
    FROM unnest(${lacking.map(() => uuidv7())}::uuid[], ${lacking.map(({ id }) => id)}::uuid[])
      AS d (id, alert_id)`;
  return true;
}
