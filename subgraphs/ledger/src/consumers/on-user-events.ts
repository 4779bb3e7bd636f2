import { userSignedUp } from '@outlay/events/auth.ts';
import type { EventOf } from '@outlay/events/contract.ts';
import { profileChanged } from '@outlay/events/user.ts';
import type { TransactionSql } from 'postgres';
import type { DefaultsConfig } from '../domain/default-book.ts';
import { openBook } from '../store/open-book.ts';

/** The name under which the ledger consumes; its positions are kept by it. */
export const consumerGroup = 'ledger';

export const userEvents = [userSignedUp, profileChanged] as const;

export type UserEvent = EventOf<(typeof userEvents)[number]>;

/**
 * Opens a book for whoever signs up, and keeps its time zone. The two events come from different
 * topics and so in any order: either opens the book, and only a profile changes the zone of an open one.
 * The book's currency stays what it was at first; what is in the book already is kept in it.
 */
export async function onUserEvents(
  tx: TransactionSql,
  events: readonly UserEvent[],
  defaults: DefaultsConfig,
): Promise<void> {
  for (const event of events) {
    const { userId, bookId, preferences } = event.data;
    const owner = { userId, bookId, ...preferences };
    const opened = await openBook(tx, owner, { defaults, occurredAt: event.occurredAt });
    if (!opened && event.type === profileChanged.type) {
      await tx`UPDATE books SET time_zone = ${preferences.timeZone} WHERE book_id = ${bookId}`;
    }
  }
}
