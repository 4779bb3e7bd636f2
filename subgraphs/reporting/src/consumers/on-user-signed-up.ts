import type { Weekday } from '@outlay/calendar/calendar.ts';
import type { userSignedUp } from '@outlay/events/auth.ts';
import type { EventOf } from '@outlay/events/contract.ts';
import { keepPreferences } from '../store/books.ts';
import type { Transaction } from '../store/connection.ts';

/** Keeps the preferences that someone signed up with, unless a later change of them is known already. */
export async function onUserSignedUp(
  tx: Transaction,
  events: readonly EventOf<typeof userSignedUp>[],
): Promise<void> {
  if (events.length === 0) return;
  const given = events.map(
    ({ data }) => [data.bookId.toLowerCase(), preferencesOf(data.preferences)] as const,
  );
  await keepPreferences(tx, new Map(given), { onlyIfNone: true });
}

type Wire = EventOf<typeof userSignedUp>['data']['preferences'];

/** The contract says 1 to 7, which the type of its integer can't. */
export function preferencesOf({ firstDayOfWeek, ...preferences }: Wire) {
  return { ...preferences, firstDayOfWeek: firstDayOfWeek as Weekday };
}
