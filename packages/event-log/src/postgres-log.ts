import type { WireEvent } from '@outlay/events/envelope.ts';
import { bounded } from '@outlay/service-kit/connection-bounds.ts';
import { postgresClient } from '@outlay/service-kit/postgres-client.ts';
import { steadyClient } from '@outlay/service-kit/steady-client.ts';
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { createHeads } from './heads.ts';
import { partitionOf } from './partition-of.ts';
import type { EventLog, LogRecord, Subscription } from './port.ts';
import { joinGroup } from './postgres-group.ts';
import { eventOf } from './read-event.ts';

export type PostgresLogOptions = {
  readonly logger: Logger;
  /** Partitions of a topic that does not exist yet. */
  readonly partitions?: number;
  /** Records per batch at most. */
  readonly batchSize?: number;
  /** How long news waits at most when every wake got lost, and how soon a dead member is replaced. */
  readonly pollMs?: number;
};

/**
 * The log on PostgreSQL, in a database of its own.
 *
 * An append raises `next_offset` of its partitions' rows and inserts its records in one statement. The
 * row's lock is held until commit, so within a partition records are committed in the order of their
 * offsets, without gaps (a rolled-back append gives its offsets back). A reader that sees an offset
 * therefore sees every smaller one, and `"offset" >= x` skips nothing.
 *
 * Plain sequences do not have this: ids are drawn in one order and committed in another, and a cursor
 * moves past rows that are not visible yet. Reading only below `pg_snapshot_xmin` repairs that too, but
 * then any long transaction in the database stalls every reader; here nobody else's transaction matters.
 *
 * Records are kept for good, so that whatever was derived from them can be built again.
 */
export async function openPostgresLog(url: string, options: PostgresLogOptions): Promise<EventLog> {
  const { logger, partitions = 4, batchSize = 500, pollMs = 500 } = options;
  const heads = createHeads();
  const partitionCounts = new Map<string, number>();
  const subscriptions = new Set<Subscription>();
  const sql = steadyClient((steady) =>
    postgresClient(url, {
      max: 8,
      // A bound on every statement: an append whose outcome is unknown must end, so that it is repeated.
      ...bounded({ application_name: 'event log' }, { statementMs: 15_000 }),
      onnotice: () => undefined,
      ...steady,
    }),
  );

  const createTables = async (): Promise<void> => {
    const tables = readFileSync(new URL('./postgres-log-tables.sql', import.meta.url), 'utf8');
    await sql.begin(async (tx) => {
      await tx`SELECT pg_advisory_xact_lock(hashtextextended('event log tables', 0))`;
      await tx.unsafe(tables);
    });
  };

  /** Makes the topic when it is new. Two makers at once agree: the second waits and finds it made. */
  const partitionsOf = async (topic: string): Promise<number> => {
    const known = partitionCounts.get(topic);
    if (known !== undefined) return known;
    const count = await sql.begin(async (tx) => {
      await tx`
        INSERT INTO event_log_topics (topic, partitions) VALUES (${topic}, ${partitions})
        ON CONFLICT DO NOTHING`;
      await tx`
        INSERT INTO event_log_partitions (topic, partition)
        SELECT topic, generate_series(0, partitions - 1) FROM event_log_topics WHERE topic = ${topic}
        ON CONFLICT DO NOTHING`;
      const [row] = await tx<{ partitions: number }[]>`
        SELECT partitions FROM event_log_topics WHERE topic = ${topic}`;
      return row?.partitions ?? partitions;
    });
    partitionCounts.set(topic, count);
    return count;
  };

  const append = async (events: readonly WireEvent[]): Promise<void> => {
    if (events.length === 0) return;
    const places: number[] = [];
    for (const { topic, key } of events) places.push(partitionOf(key, await partitionsOf(topic)));

    // Partitions are locked in one order, so that two appends cannot wait for each other crosswise.
    const ends = await sql<{ topic: string; partition: number; end: string }[]>`
      WITH incoming AS (
        SELECT * FROM unnest(
          ${events.map((event) => event.topic)}::text[],
          ${places}::int[],
          ${events.map((event) => JSON.stringify(event))}::text[]
        ) WITH ORDINALITY AS i (topic, partition, event, place)
      ), counted AS (
        SELECT topic, partition, count(*) AS records FROM incoming GROUP BY topic, partition
      ), locked AS MATERIALIZED (
        SELECT topic, partition, records
        FROM event_log_partitions JOIN counted USING (topic, partition)
        ORDER BY topic, partition FOR UPDATE OF event_log_partitions
      ), raised AS (
        UPDATE event_log_partitions AS p SET next_offset = p.next_offset + locked.records
        FROM locked WHERE p.topic = locked.topic AND p.partition = locked.partition
        RETURNING p.topic, p.partition, p.next_offset AS end, p.next_offset - locked.records AS first
      ), added AS (
        INSERT INTO event_log_records (topic, partition, "offset", event)
        SELECT topic, partition,
               first + row_number() OVER (PARTITION BY topic, partition ORDER BY place) - 1,
               event::json
        FROM incoming JOIN raised USING (topic, partition)
      )
      SELECT topic, partition, "end",
             pg_notify('event_log', topic || '/' || partition || '/' || "end") FROM raised`;
    for (const { topic, partition, end } of ends) heads.advance({ topic, partition }, BigInt(end));
  };

  const read: EventLog['read'] = async ({ topic, partition }, from, limit) => {
    const rows = await sql<{ offset: string; event: string }[]>`
      SELECT "offset", event::text FROM event_log_records
      WHERE topic = ${topic} AND partition = ${partition} AND "offset" >= ${from.toString()}
      ORDER BY "offset" LIMIT ${limit}`;
    return rows.map(({ offset, event }): LogRecord => ({
      topic,
      partition,
      offset: BigInt(offset),
      event: eventOf(topic, event),
    }));
  };

  const ends: EventLog['ends'] = async (topic) => {
    await partitionsOf(topic);
    const rows = await sql<{ partition: number; next_offset: string }[]>`
      SELECT partition, next_offset FROM event_log_partitions
      WHERE topic = ${topic} ORDER BY partition`;
    return rows.map((row) => ({ partition: row.partition, end: BigInt(row.next_offset) }));
  };

  const subscribe: EventLog['subscribe'] = async (group, topics, subscriber) => {
    for (const topic of topics) await partitionsOf(topic);
    const membership = await joinGroup({
      url,
      group,
      topics,
      subscriber,
      read,
      ends,
      heads,
      batchSize,
      pollMs,
      logger,
    });
    const subscription: Subscription = {
      async stop() {
        subscriptions.delete(subscription);
        await membership.leave();
      },
    };
    subscriptions.add(subscription);
    return subscription;
  };

  const stop = async (): Promise<void> => {
    await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
    await sql.end({ timeout: 5 });
  };

  try {
    await createTables();
  } catch (error) {
    await sql.end({ timeout: 0 });
    throw error;
  }
  return { append, subscribe, read, ends, stop };
}
