import type { EventOf } from '@outlay/events/contract.ts';
import type { profileChanged } from '@outlay/events/user.ts';
import type { TransactionSql } from 'postgres';
import { deliverMissed, type PeopleRooms } from './deliver-missed.ts';

/** A profile always comes whole, so the newest one replaces what was known. */
export async function onProfileChanged(
  rooms: PeopleRooms,
  tx: TransactionSql,
  { data }: EventOf<typeof profileChanged>,
): Promise<void> {
  const person = {
    bookId: data.bookId,
    userId: data.userId,
    displayName: data.displayName,
    locale: data.preferences.locale,
    timeZone: data.preferences.timeZone,
    channels: data.channels,
  };
  if (await rooms.people.put(tx, person)) await deliverMissed(rooms, tx, person);
}
