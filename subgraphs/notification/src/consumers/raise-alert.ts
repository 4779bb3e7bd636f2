import type { EventOf } from '@outlay/events/contract.ts';
import type { budgetCrossed, budgetRecovered } from '@outlay/events/reporting.ts';
import { waitUntil } from '@outlay/service-kit/wait-until.ts';
import type { TransactionSql } from 'postgres';
import type { AlertKind } from '../domain/alert.ts';
import type { Templates } from '../domain/templates.ts';
import type { AlertBell } from '../store/alert-bell.ts';
import type { People, Person } from '../store/people.ts';
import { lockStream, recordAlert } from '../store/record-alert.ts';
import type { ChannelKind } from '../store/tables.ts';

/** What raising alerts needs of the other rooms. */
export type AlertRooms = {
  readonly people: People;
  readonly templates: Templates;
  /** The channels that this installation can send on. */
  readonly channels: readonly ChannelKind[];
  /** How long an alert waits for the news of its reader, which comes by another topic. */
  readonly ownerTimeoutMs: number;
  readonly announce: AlertBell['announce'];
};

export type BudgetEvent = EventOf<typeof budgetCrossed> | EventOf<typeof budgetRecovered>;

/** For a reader of whom nothing is known. */
const unknownLocale = 'en';

/** Writes the alert in its reader's language and records it with one delivery per channel of theirs. */
export async function raiseAlert(
  rooms: AlertRooms,
  tx: TransactionSql,
  event: BudgetEvent,
  kind: AlertKind,
): Promise<void> {
  const crossing = event.data;
  const owner = await ownerFor(rooms, tx, crossing.bookId);
  const alert = {
    kind,
    crossing,
    texts: rooms.templates.alert(kind, crossing, owner?.locale ?? unknownLocale),
    // One expense that reaches two thresholds is one message.
    channels: crossing.outranked ? [] : rooms.channels.filter((channel) => wants(owner, channel)),
    raisedAt: new Date(),
    traceparent: event.traceparent,
  };
  await recordAlert(tx, alert, rooms.announce);
}

/** The console is the operator's record and always on; the rest is for the person to choose. */
function wants(owner: Person | null, channel: ChannelKind): boolean {
  if (channel === 'CONSOLE') return true;
  return owner?.channels.some(({ kind, enabled }) => kind === channel && enabled) ?? false;
}

/**
 * Topics are read side by side, so the crossing may be here before its book's owner. It waits for a while;
 * an owner who is later still gets the missing deliveries when they become known. The lock makes sure that
 * the two don't miss each other.
 */
async function ownerFor(
  { people, ownerTimeoutMs }: AlertRooms,
  tx: TransactionSql,
  bookId: string,
): Promise<Person | null> {
  const known = await waitUntil(() => people.ownerOf(tx, bookId), ownerTimeoutMs);
  if (known) return known;
  await lockStream(tx, bookId);
  return people.ownerOf(tx, bookId);
}
