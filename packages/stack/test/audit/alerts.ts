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

/** Each alert has one delivery on the console, and it was sent. */
export async function auditDeliveries(
  { notification }: Databases,
  books: readonly string[],
): Promise<Violation[]> {
  const wrong = await notification`
    SELECT a.id AS alert, count(d.id)::int AS deliveries, min(d.state) AS state, min(d.last_error) AS error
    FROM alerts a LEFT JOIN deliveries d
      ON d.book_id = a.book_id AND d.alert_id = a.id AND d.channel = 'CONSOLE'
    WHERE a.book_id = ANY(${[...books]}::uuid[])
    GROUP BY a.id HAVING count(*) FILTER (WHERE d.state = 'SENT') <> 1 OR count(d.id) <> 1`;
  return unless('every alert has one delivery, and it is sent', wrong);
}
