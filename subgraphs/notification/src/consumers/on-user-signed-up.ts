import type { userSignedUp } from '@outlay/events/auth.ts';
import type { EventOf } from '@outlay/events/contract.ts';
import type { TransactionSql } from 'postgres';
import { deliverMissed, type PeopleRooms } from './deliver-missed.ts';

/**
 * Someone is there. Their profile comes by another topic and may have been here first; it says more, so
 * it stays.
 */
export async function onUserSignedUp(
  rooms: PeopleRooms,
  tx: TransactionSql,
  { data }: EventOf<typeof userSignedUp>,
): Promise<void> {
  const person = {
    bookId: data.bookId,
    userId: data.userId,
    displayName: data.displayName,
    locale: data.preferences.locale,
    timeZone: data.preferences.timeZone,
    channels: [{ kind: 'EMAIL' as const, address: data.email, enabled: true }],
  };
  if (await rooms.people.add(tx, person)) await deliverMissed(rooms, tx, person);
}
