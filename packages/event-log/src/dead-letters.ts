import {
  EventContractError,
  parseEvent,
  type EventContract,
  type EventOf,
} from '@outlay/events/contract.ts';
import type { WireEvent } from '@outlay/events/envelope.ts';
import { transaction } from '@outlay/service-kit/transaction.ts';
import type postgres from 'postgres';
import type { LogRecord } from './port.ts';
import { advance, consumedSequences, type LogPosition } from './positions.ts';
import { placeOf } from './selection.ts';

/** An event that a group could not apply, kept until somebody replays it. */
export type DeadLetter = LogRecord & {
  readonly error: string;
  readonly tries: number;
  readonly failedAt: Date;
};

type Row = {
  topic: string;
  partition: number;
  offset: string;
  event: WireEvent;
  error: string;
  tries: number;
  failed_at: Date | string;
};

/** Moves a group past a record and keeps the record; nothing when the group has had the event before. */
export async function buryRecord(
  tx: postgres.TransactionSql,
  group: string,
  record: LogRecord,
  error: unknown,
  tries: number,
): Promise<void> {
  const { topic, partition, offset, event } = record;
  const position = { topic, partition, offset: offset + 1n };
  const place = placeIfAny(event);
  const consumed = await consumedSequences(tx, group, topic, place ? [place.key] : []);
  if (place && place.sequence <= (consumed.get(place.key) ?? 0n)) {
    await advance(tx, group, position, new Map());
    return;
  }
  await tx`
    INSERT INTO dead_letters
      (consumer_group, topic, partition, "offset", key, sequence, event, error, tries)
    VALUES
      (${group}, ${topic}, ${partition}, ${offset.toString()},
       ${place?.key ?? null}, ${place?.sequence.toString() ?? null},
       ${JSON.stringify(event)}::text::json, ${describe(error)}, ${tries})
    ON CONFLICT (consumer_group, topic, partition, "offset")
    DO UPDATE SET error = excluded.error, tries = excluded.tries, failed_at = excluded.failed_at`;
  await advance(tx, group, position, new Map(place ? [[place.key, place.sequence]] : []));
}

/** A group's dead letters, oldest first; or the one at a place. */
export async function listDeadLetters(
  sql: postgres.ISql,
  group: string,
  { limit = 100, place }: { readonly limit?: number; readonly place?: LogPosition } = {},
): Promise<DeadLetter[]> {
  const there = place
    ? sql`AND topic = ${place.topic} AND partition = ${place.partition}
          AND "offset" = ${place.offset.toString()}`
    : sql``;
  const rows = await sql<Row[]>`
    SELECT topic, partition, "offset", event, error, tries, failed_at FROM dead_letters
    WHERE consumer_group = ${group} ${there}
    ORDER BY failed_at, topic, partition, "offset" LIMIT ${limit}`;
  return rows.map(({ failed_at, offset, ...row }) => ({
    ...row,
    offset: BigInt(offset),
    failedAt: new Date(failed_at),
  }));
}

/** How many dead letters a group has. */
export async function countDeadLetters(sql: postgres.ISql, group: string): Promise<number> {
  const [row] = await sql<{ letters: number }[]>`
    SELECT count(*)::int AS letters FROM dead_letters WHERE consumer_group = ${group}`;
  return row?.letters ?? 0;
}

/**
 * Applies a dead letter and removes it, in one transaction. The key's later events have been applied
 * already; the effect must bear that. Gives false when there is no such dead letter (any more). Throws
 * what parsing or `apply` throws, and then keeps it; so it does with an event of a type that no contract
 * is for, of which nothing could be applied.
 */
export async function replayDeadLetter<
  Contract extends EventContract,
  Types extends Record<string, unknown> = {},
>(options: {
  readonly sql: postgres.Sql<Types>;
  readonly group: string;
  readonly letter: LogPosition;
  readonly contracts: readonly Contract[];
  readonly apply: (
    tx: postgres.TransactionSql<Types>,
    events: readonly EventOf<Contract>[],
  ) => Promise<void>;
  /** Told of what was applied, after commit. */
  readonly afterCommit?: (events: readonly EventOf<Contract>[]) => Promise<void>;
}): Promise<boolean> {
  const { sql, group, letter, contracts, apply, afterCommit } = options;
  const applied = await transaction(sql, async (tx) => {
    const event = await takeOut(tx, group, letter);
    if (!event) return [];
    const contract = contracts.find((one) => one.type === event.type);
    if (!contract)
      throw new EventContractError(`No contract is for events of type "${event.type}"`);
    const events = [parseEvent(contract, event)];
    await apply(tx, events);
    return events;
  });
  if (applied.length > 0) await afterCommit?.(applied);
  return applied.length > 0;
}

/** Deletes a dead letter unapplied. Gives false when there is no such one (any more). */
export async function discardDeadLetter(
  sql: postgres.ISql,
  group: string,
  letter: LogPosition,
): Promise<boolean> {
  return (await takeOut(sql, group, letter)) !== undefined;
}

async function takeOut(
  sql: postgres.ISql,
  group: string,
  { topic, partition, offset }: LogPosition,
): Promise<WireEvent | undefined> {
  const [row] = await sql<{ event: WireEvent }[]>`
    DELETE FROM dead_letters
    WHERE consumer_group = ${group} AND topic = ${topic} AND partition = ${partition}
      AND "offset" = ${offset.toString()}
    RETURNING event`;
  return row?.event;
}

function placeIfAny(event: WireEvent): { key: string; sequence: bigint } | undefined {
  try {
    return placeOf(event);
  } catch {
    return undefined;
  }
}

/** PostgreSQL's text holds anything but NUL. */
function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.replaceAll('\0', '');
}
