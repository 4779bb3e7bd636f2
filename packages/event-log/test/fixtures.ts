import type { WireEvent } from '@outlay/events/envelope.ts';
import { categoryChanged } from '@outlay/events/ledger.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { steadyClient } from '@outlay/service-kit/steady-client.ts';
import { testEngineUrl } from '@outlay/testkit/config.ts';
import { createTestDatabase, type TestDatabase } from '@outlay/testkit/database.ts';
import kafkajs from 'kafkajs';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import postgres from 'postgres';
import { parseKafkaUrl } from '../src/kafka-url.ts';
import { openEventLog, type OpenOptions } from '../src/open.ts';
import type { NewEvent } from '../src/outbox.ts';
import type { EventLog, LogRecord } from '../src/port.ts';
import { consumerTables, outboxTables } from '../src/tables.ts';

export const logger = pino({ level: 'silent' });

/** The topic of the events below. */
export const topic = categoryChanged.topic;

/** Data of a category-changed event; the name tells events apart. */
const category = (key: string, name: string) => ({
  categoryId: uuidv7(),
  bookId: key,
  name,
  kind: 'EXPENSE' as const,
  archived: false,
});

/** An event as the relay would append it. */
export function wire(key: string, sequence: number, name = `${sequence}`): WireEvent {
  return {
    id: uuidv7(),
    topic,
    type: categoryChanged.type,
    key,
    sequence: `${sequence}`,
    occurredAt: '2026-03-01T10:00:00Z',
    data: category(key, name),
  };
}

export function wires(key: string, from: number, to: number): WireEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => wire(key, from + index));
}

/** An event as a producer records it. */
export function change(key: string, name: string): NewEvent<typeof categoryChanged> {
  const occurredAt = '2026-03-01T10:00:00Z';
  return { contract: categoryChanged, key, occurredAt, data: category(key, name) };
}

export type OpenedLog = AsyncDisposable & {
  readonly log: EventLog;
  /** The log as another process has it. */
  readonly again: () => Promise<EventLog>;
  /** How another process opens it, for those that can be. */
  readonly url?: string;
  /** Where the log is kept, for the one on PostgreSQL. */
  readonly database?: TestDatabase;
  /** Puts texts into the topic's first partition as somebody does who knows no events. */
  readonly appendTexts?: (texts: readonly string[]) => Promise<void>;
};

export type Adapter = {
  readonly name: string;
  readonly open: (options?: Partial<OpenOptions>) => Promise<OpenedLog>;
};

export const postgresAdapter: Adapter = {
  name: 'postgres',
  async open(options) {
    const database = await createTestDatabase('event_log');
    const opened = await openAt(database.url, { pollMs: 100, ...options });
    return {
      ...opened,
      database,
      appendTexts: (texts) => appendToTable(database.url, texts),
      async [Symbol.asyncDispose]() {
        await opened[Symbol.asyncDispose]();
        await database.drop();
      },
    };
  },
};

export const memoryAdapter: Adapter = {
  name: 'memory',
  async open(options) {
    const log = await openEventLog('memory:', { logger, ...options });
    return { log, again: async () => log, [Symbol.asyncDispose]: () => log.stop() };
  },
};

/** A log at a URL, for as long as the test runs. */
export async function openAt(url: string, options?: Partial<OpenOptions>): Promise<OpenedLog> {
  const logs: EventLog[] = [];
  const again = async (): Promise<EventLog> => {
    const log = await openEventLog(url, { logger, ...options });
    logs.push(log);
    return log;
  };
  return {
    log: await again(),
    again,
    url,
    async [Symbol.asyncDispose]() {
      await Promise.all(logs.map((log) => log.stop()));
    },
  };
}

/** On the Kafka that the run was given; each log has its own topics and groups there. */
export const kafkaAdapter: Adapter = {
  name: 'kafka',
  async open(options) {
    const url = kafkaUrl();
    const opened = await openAt(url, { partitions: 4, ...options });
    return { ...opened, appendTexts: (texts) => appendToKafkaTopic(url, texts) };
  },
};

async function appendToTable(url: string, texts: readonly string[]): Promise<void> {
  const sql = postgres(url, { max: 1 });
  for (const text of texts) {
    await sql`
      WITH raised AS (
        UPDATE event_log_partitions SET next_offset = next_offset + 1
        WHERE topic = ${topic} AND partition = 0 RETURNING next_offset - 1 AS "offset"
      )
      INSERT INTO event_log_records (topic, partition, "offset", event)
      SELECT ${topic}, 0, "offset", ${text}::text::json FROM raised`;
  }
  await sql.end();
}

/** Without a text it is a record with no value, which Kafka calls a tombstone. */
export async function appendToKafkaTopic(
  url: string,
  texts: readonly (string | null)[],
): Promise<void> {
  const { brokers, prefix } = parseKafkaUrl(url);
  const kafka = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  const messages = texts.map((value) => ({ value, partition: 0 }));
  await producer.send({ topic: prefix + topic, messages });
  await producer.disconnect();
}

/** The run's Kafka, seen through a prefix of its own. */
export function kafkaUrl(base = testEngineUrl('KAFKA')): string {
  if (!base) throw new Error('No Kafka for the tests: run them with npm run test:engines');
  return `${base}?prefix=${randomBytes(6).toString('hex')}.`;
}

/** Every log that the run has an engine for. */
export const adapters: readonly Adapter[] = testEngineUrl('KAFKA')
  ? [postgresAdapter, memoryAdapter, kafkaAdapter]
  : [postgresAdapter, memoryAdapter];

export type OpenedDatabase = AsyncDisposable & {
  readonly url: string;
  readonly sql: postgres.Sql;
};

async function openDatabase(name: string, tables: string): Promise<OpenedDatabase> {
  const database = await createTestDatabase(name);
  const sql = steadyClient((steady) =>
    postgres(database.url, { onnotice: () => undefined, connect_timeout: 5, ...steady }),
  );
  await sql.unsafe(tables);
  return {
    url: database.url,
    sql,
    async [Symbol.asyncDispose]() {
      await sql.end({ timeout: 5 });
      await database.drop();
    },
  };
}

export const openProducerDatabase = (): Promise<OpenedDatabase> =>
  openDatabase('producer', outboxTables);

/** The effect that tests watch: one row per applied event, with nothing to hide a doubled one. */
const effectTable = `
  CREATE TABLE effects (place bigserial PRIMARY KEY, key uuid, sequence bigint, name text, member text)`;

export const openConsumerDatabase = (): Promise<OpenedDatabase> =>
  openDatabase('consumer', consumerTables + effectTable);

/** The sequences applied of each key, in the order in which they were. */
export async function effects(sql: postgres.Sql): Promise<Record<string, number[]>> {
  const rows = await sql<{ key: string; sequence: string }[]>`
    SELECT key, sequence FROM effects ORDER BY place`;
  return sequencesByKey(rows);
}

/** The sequences of each key, in the order given. */
export function sequencesByKey(
  rows: readonly { key: string; sequence: string }[],
): Record<string, number[]> {
  const byKey: Record<string, number[]> = {};
  for (const { key, sequence } of rows) (byKey[key] ??= []).push(Number(sequence));
  return byKey;
}

export async function readAll(log: EventLog): Promise<LogRecord[]> {
  const perPartition = await Promise.all(
    (await log.ends(topic)).map(({ partition, end }) =>
      log.read({ topic, partition }, 0n, Number(end) + 1),
    ),
  );
  return perPartition.flat();
}

export const upTo = (end: number): number[] => Array.from({ length: end }, (_, index) => index + 1);

/** Shuts a database to everybody, as an outage would, and opens it again. */
export async function outage(url: string): Promise<{ end: () => Promise<void> }> {
  const admin = new URL(url);
  const database = admin.pathname.slice(1);
  admin.pathname = '/postgres';
  const sql = postgres(admin.href, { max: 1 });
  await sql.unsafe(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${database}`;
  return {
    async end() {
      await sql.unsafe(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
      await sql.end();
    },
  };
}
