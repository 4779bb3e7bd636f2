import { inOrder } from './books.ts';
import type { Databases, Violation, Witness } from './kept.ts';
import { unless } from './kept.ts';

/** What was crossed and recovered, against what alerts say of it, and what the person's client saw. */
export async function auditAlerts(
  { reporting, notification }: Databases,
  { bookId, alerts: watched }: Witness,
): Promise<Violation[]> {
  const crossings = await reporting<{ id: string; recovered: boolean }[]>`
    SELECT id, recovered_at IS NOT NULL AS recovered FROM budget_crossings
    WHERE book_id = ${bookId}`;
  const alerts = await notification<{ id: string; name: string }[]>`
    SELECT id, crossing_id || CASE kind WHEN 'RECOVERED' THEN ' recovered' ELSE ' crossed' END AS name
    FROM alerts WHERE book_id = ${bookId} ORDER BY sequence`;
  const expected = crossings.flatMap(({ id, recovered }) =>
    recovered ? [`${id} crossed`, `${id} recovered`] : [`${id} crossed`],
  );
  const raised = Map.groupBy(alerts, ({ name }) => name);
  return [
    ...unless(
      'every crossing raised its alert',
      expected.filter((name) => !raised.has(name)),
    ),
    ...unless(
      'every alert has its crossing, and no other alert has',
      [...raised].flatMap(([name, same]) =>
        same.length > 1 || !expected.includes(name) ? [{ name, alerts: same.length }] : [],
      ),
    ),
    ...inOrder('every alert is streamed once and in order', alerts, watched?.seen),
  ];
}

/**
 * Each alert has one delivery on the console, and it was sent; one that another of the same budget and period
 * outranks has none.
 */
export async function auditDeliveries(
  { notification }: Databases,
  books: readonly string[],
): Promise<Violation[]> {
  const wrong = await notification`
    SELECT a.id AS alert, a.outranked, d.count AS deliveries, d.state, d.error
    FROM alerts a CROSS JOIN LATERAL (
      SELECT count(*)::int, min(state) AS state, min(last_error) AS error,
             count(*) FILTER (WHERE state = 'SENT') AS sent
      FROM deliveries WHERE book_id = a.book_id AND alert_id = a.id AND channel = 'CONSOLE'
    ) AS d
    WHERE a.book_id = ANY(${[...books]}::uuid[]) AND CASE WHEN a.outranked
      THEN d.count <> 0 OR NOT EXISTS (
        SELECT FROM alerts o
        WHERE o.book_id = a.book_id AND o.budget_id = a.budget_id
          AND o.period_start = a.period_start AND NOT o.outranked
          AND (o.kind = 'RECOVERED') = (a.kind = 'RECOVERED'))
      ELSE d.count <> 1 OR d.sent <> 1 END`;
  return unless('every alert has one delivery, and it is sent', wrong);
}
