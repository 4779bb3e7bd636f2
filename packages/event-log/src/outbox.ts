import type { DataOf, EventContract } from '@outlay/events/contract.ts';
import { encodeData } from '@outlay/events/contract.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import type postgres from 'postgres';

/** An event that a transaction is about to cause. */
export type NewEvent<Contract extends EventContract = EventContract> = {
  readonly contract: Contract;
  /** The book. */
  readonly key: string;
  readonly data: DataOf<Contract>;
  /** The instant of the change, RFC 3339 in UTC. */
  readonly occurredAt: string;
  /** W3C trace context of the request behind the change. */
  readonly traceparent?: string | undefined;
};

/** Ties an event's data to its contract, so that the type checker sees a mismatch. */
export function newEvent<Contract extends EventContract>(
  event: NewEvent<Contract>,
): NewEvent<Contract> {
  return event;
}

/** Where an event stands: its own id, and its number among the events of its topic and key. */
export type Recorded = { readonly id: string; readonly sequence: bigint };

/**
 * The value of `outbox.event`: everything of the envelope that is not a column of its own.
 * For a producer that writes its outbox rows in a statement of its own.
 * Throws `EventContractError` when the data is not of the contract's shape.
 */
export function outboxEvent(event: NewEvent, id: string = uuidv7()): string {
  return JSON.stringify({
    id,
    type: event.contract.type,
    occurredAt: event.occurredAt,
    traceparent: event.traceparent,
    data: encodeData(event.contract, event.data),
  });
}

/**
 * Records events in the producer's transaction: they are published if, and only if, it commits.
 * Answers in the order given. Throws `EventContractError` before anything is written.
 *
 * The invariant that every writer of the outbox keeps: **a row is inserted, and its id drawn, while the
 * transaction holds the lock of its key's row in `outbox_keys`** (that is what raising `sequence` does).
 * The lock lasts until commit, so the rows of one key become visible in the order of their ids, and
 * the relay, which reads by id, sees a key's events in order and without a gap. Ids of different keys
 * may become visible in any order, which is why nobody may read the outbox by `id > cursor`.
 *
 * A transaction that calls this more than once, or for several keys that others also write, can meet
 * another one crosswise; PostgreSQL then ends one of them with a deadlock (40P01) and it is tried again.
 */
export async function addToOutbox(
  tx: postgres.TransactionSql,
  events: readonly NewEvent[],
): Promise<Recorded[]> {
  if (events.length === 0) return [];
  const ids = events.map(() => uuidv7());
  const rows = await tx<{ sequence: string }[]>`
    WITH incoming AS (
      SELECT * FROM unnest(
        ${events.map((event) => event.contract.topic)}::text[],
        ${events.map((event) => event.key)}::uuid[],
        ${events.map((event, index) => outboxEvent(event, ids[index]))}::text[]
      ) WITH ORDINALITY AS i (topic, key, event, place)
    ), counted AS (
      SELECT topic, key, count(*) AS events FROM incoming GROUP BY topic, key
    ), raised AS (
      INSERT INTO outbox_keys AS k (topic, key, sequence)
      SELECT topic, key, events FROM counted ORDER BY topic, key
      ON CONFLICT (topic, key) DO UPDATE SET sequence = k.sequence + excluded.sequence
      RETURNING topic, key, sequence
    ), added AS (
      INSERT INTO outbox (topic, key, sequence, event)
      SELECT topic, key,
             raised.sequence - counted.events
               + row_number() OVER (PARTITION BY topic, key ORDER BY place),
             incoming.event::json
      FROM incoming JOIN counted USING (topic, key) JOIN raised USING (topic, key)
      ORDER BY place
      RETURNING id, sequence
    )
    SELECT sequence FROM added, (SELECT pg_notify('outbox', '')) AS told ORDER BY id`;
  return rows.map((row, index) => ({ id: ids[index] ?? '', sequence: BigInt(row.sequence) }));
}
