import type { Sql } from 'postgres';
import type { Message } from '../adapters/channel.ts';
import type { Templates } from '../domain/templates.ts';
import type { ClaimedDelivery } from '../store/deliveries.ts';
import type { People, Person } from '../store/people.ts';

export type Composer = (delivery: ClaimedDelivery) => Promise<Message | null>;

/**
 * Writes the message of a delivery. Title and body were fixed when the alert was raised; the address is the
 * one of now. Gives null when the person has left the channel since.
 */
export function messageComposer(rooms: {
  sql: Sql<{ bigint: bigint }>;
  people: People;
  templates: Templates;
}): Composer {
  return async (delivery) => {
    const owner = await rooms.people.ownerOf(rooms.sql, delivery.bookId);
    const to = addressOf(delivery, owner);
    if (to === null) return null;
    const { text, html } = rooms.templates.email(delivery, {
      name: owner?.displayName ?? null,
      timeZone: owner?.timeZone ?? 'UTC',
    });
    return { deliveryId: delivery.id, to, subject: delivery.title, text, html };
  };
}

/** The console names people by their id: it is a record, and holds no addresses. */
function addressOf({ channel, bookId }: ClaimedDelivery, owner: Person | null): string | null {
  if (channel === 'CONSOLE') return owner?.userId ?? bookId;
  const chosen = owner?.channels.find(({ kind, enabled }) => kind === channel && enabled);
  return chosen?.address ?? null;
}
