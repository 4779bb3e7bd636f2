import type { TransactionSql } from 'postgres';
import type { AlertBell } from '../store/alert-bell.ts';
import type { People, Person } from '../store/people.ts';
import { addMissingDeliveries, lockStream } from '../store/record-alert.ts';
import type { ChannelKind } from '../store/tables.ts';

/** What learning of people needs of the other rooms. */
export type PeopleRooms = {
  readonly people: People;
  /** The channels that this installation can send on. */
  readonly channels: readonly ChannelKind[];
  readonly announce: AlertBell['announce'];
};

/** Someone has just become known: alerts that were raised before that go out to them now. */
export async function deliverMissed(
  rooms: PeopleRooms,
  tx: TransactionSql,
  { bookId, channels }: Person,
): Promise<void> {
  await lockStream(tx, bookId);
  for (const { kind, enabled } of channels) {
    if (!enabled || !rooms.channels.includes(kind)) continue;
    if (await addMissingDeliveries(tx, bookId, kind)) await rooms.announce(tx, bookId);
  }
}
