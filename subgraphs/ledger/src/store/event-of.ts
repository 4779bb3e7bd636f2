import { outboxEvent } from '@outlay/event-log/outbox.ts';
import { transactionPosted, transactionReversed } from '@outlay/events/ledger.ts';
import type { Entry } from '../domain/entry.ts';

/** The outbox's text for an entry that is being posted. */
export function eventOf(bookId: string, entry: Entry, traceparent: string | undefined): string {
  const recordedAt = entry.recordedAt.toISOString();
  const data = {
    transactionId: entry.id,
    bookId,
    kind: entry.kind,
    date: entry.date,
    description: entry.description,
    recordedAt,
    postings: [...entry.legs],
  };
  const head = { key: bookId, occurredAt: recordedAt, traceparent };
  if (entry.reverses) {
    const contract = transactionReversed;
    return outboxEvent({ ...head, contract, data: { ...data, reverses: entry.reverses } });
  }
  const replaces = entry.replaces ?? undefined;
  return outboxEvent({ ...head, contract: transactionPosted, data: { ...data, replaces } });
}
