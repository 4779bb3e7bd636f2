import type postgres from 'postgres';
import type { Assignment } from './port.ts';

/** A place in a partition: everything below `offset` is done. */
export type LogPosition = Assignment & { readonly offset: bigint };

/**
 * The first offset that a group still wants of a partition; 0 when it has had nothing. Its row exists
 * from now on, so that {@link positionsOf} can lock it.
 */
export async function startPosition(
  sql: postgres.ISql,
  group: string,
  { topic, partition }: Assignment,
): Promise<bigint> {
  await sql`
    INSERT INTO consumer_positions (consumer_group, topic, partition, next_offset)
    VALUES (${group}, ${topic}, ${partition}, 0) ON CONFLICT DO NOTHING`;
  const [row] = await sql<{ next_offset: string }[]>`
    SELECT next_offset FROM consumer_positions
    WHERE consumer_group = ${group} AND topic = ${topic} AND partition = ${partition}`;
  return BigInt(row?.next_offset ?? 0);
}

/**
 * Locks a group's position in a partition until the transaction ends, and gives it. A second member that
 * believes to hold the partition waits here and then sees what the first has done.
 */
export async function lockPosition(
  tx: postgres.TransactionSql,
  group: string,
  { topic, partition }: Assignment,
): Promise<bigint> {
  for (;;) {
    const [row] = await tx<{ next_offset: string }[]>`
      SELECT next_offset FROM consumer_positions
      WHERE consumer_group = ${group} AND topic = ${topic} AND partition = ${partition}
      FOR UPDATE`;
    if (row) return BigInt(row.next_offset);
    await tx`
      INSERT INTO consumer_positions (consumer_group, topic, partition, next_offset)
      VALUES (${group}, ${topic}, ${partition}, 0) ON CONFLICT DO NOTHING`;
  }
}

/** The last sequence that a group has consumed of each key; a key it has never seen is absent. */
export async function consumedSequences(
  tx: postgres.ISql,
  group: string,
  topic: string,
  keys: readonly string[],
): Promise<Map<string, bigint>> {
  const rows = await tx<{ key: string; sequence: string }[]>`
    SELECT key, sequence FROM consumer_keys
    WHERE consumer_group = ${group} AND topic = ${topic} AND key = ANY(${[...keys]}::uuid[])`;
  return new Map(rows.map((row) => [row.key, BigInt(row.sequence)]));
}

/** Records that a group has consumed a partition up to an offset, and keys up to a sequence. */
export async function advance(
  tx: postgres.TransactionSql,
  group: string,
  { topic, partition, offset }: LogPosition,
  sequences: ReadonlyMap<string, bigint>,
): Promise<void> {
  await tx`
    WITH keys AS (
      INSERT INTO consumer_keys AS k (consumer_group, topic, key, sequence)
      SELECT ${group}, ${topic}, key, sequence FROM unnest(
        ${[...sequences.keys()]}::uuid[], ${[...sequences.values()].map(String)}::bigint[]
      ) AS consumed (key, sequence)
      ORDER BY key
      ON CONFLICT (consumer_group, topic, key) DO UPDATE SET sequence = excluded.sequence
    )
    UPDATE consumer_positions SET next_offset = ${offset.toString()}
    WHERE consumer_group = ${group} AND topic = ${topic} AND partition = ${partition}`;
}

/**
 * A group's positions in topics. Within a transaction and with `lock`, its consumers stand still until
 * the transaction ends: what they have applied is then exactly what lies below these positions. A partition
 * that none of them has begun has no position, and is begun nonetheless.
 */
export async function positionsOf(
  sql: postgres.ISql,
  group: string,
  topics: readonly string[],
  lock = false,
): Promise<LogPosition[]> {
  const rows = await sql<{ topic: string; partition: number; next_offset: string }[]>`
    SELECT topic, partition, next_offset FROM consumer_positions
    WHERE consumer_group = ${group} AND topic = ANY(${[...topics]}::text[])
    ORDER BY topic, partition ${lock ? sql`FOR UPDATE` : sql``}`;
  return rows.map(({ topic, partition, next_offset }) => ({
    topic,
    partition,
    offset: BigInt(next_offset),
  }));
}
