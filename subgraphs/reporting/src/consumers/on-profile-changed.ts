import type { EventOf } from '@outlay/events/contract.ts';
import type { profileChanged } from '@outlay/events/user.ts';
import { keepPreferences, lockBooks } from '../store/books.ts';
import type { Transaction } from '../store/connection.ts';
import { recutWeeks } from '../store/recut-weeks.ts';
import { preferencesOf } from './on-user-signed-up.ts';

/** Keeps changed preferences; where weeks now start on another day, decides weekly budgets anew. */
export async function onProfileChanged(
  tx: Transaction,
  events: readonly EventOf<typeof profileChanged>[],
  decidedAt: Date,
): Promise<void> {
  if (events.length === 0) return;
  // Each event holds the whole profile, so of several in a batch the last is enough.
  const changed = new Map(
    events.map(({ data }) => [data.bookId.toLowerCase(), preferencesOf(data.preferences)]),
  );
  const before = await lockBooks(tx, [...changed.keys()]);
  await keepPreferences(tx, changed);
  for (const [bookId, preferences] of [...changed].sort()) {
    const was = before.get(bookId)?.preferences?.firstDayOfWeek ?? preferences.firstDayOfWeek;
    if (was !== preferences.firstDayOfWeek) await recutWeeks(tx, bookId, preferences, decidedAt);
  }
}
