import { checkPostgresUrl } from '@outlay/service-kit/postgres-client.ts';
import type { Logger } from 'pino';
import { UnsupportedLogError } from './errors.ts';
import { openKafkaLog } from './kafka-log.ts';
import { parseKafkaUrl } from './kafka-url.ts';
import { createMemoryLog } from './memory-log.ts';
import type { EventLog } from './port.ts';
import { openPostgresLog } from './postgres-log.ts';

export type OpenOptions = {
  readonly logger: Logger;
  /** Partitions of a topic that does not exist yet; a topic keeps the number it was made with. */
  readonly partitions?: number;
  readonly batchSize?: number;
  readonly pollMs?: number;
  /** Topics whose condition should be known at the start, where the log keeps them elsewhere (Kafka). */
  readonly topics?: readonly string[];
};

type Adapter = (url: string, options: OpenOptions) => Promise<EventLog>;

const adapters: Record<string, Adapter> = {
  'postgres:': openPostgresLog,
  'postgresql:': openPostgresLog,
  'kafka:': openKafkaLog,
  'memory:': openMemoryLog,
};

async function openMemoryLog(_url: string, options: OpenOptions): Promise<EventLog> {
  return createMemoryLog(options);
}

/**
 * Checks the URL of a log that processes share. Throws {@link UnsupportedLogError} for one that no adapter
 * serves, and for `memory:`, which no other process reads: what a relay appended there would be gone from
 * its outbox for good. Throws `InvalidLogUrlError` or `ConfigError` for one that its adapter cannot read.
 * None repeats the URL, which may hold a password.
 */
export function checkLogUrl(url: string): void {
  const adapter = adapterOf(url);
  const shared = Object.keys(adapters).filter((scheme) => adapters[scheme] !== openMemoryLog);
  if (!adapter || adapter === openMemoryLog) throw unsupported(url, shared);
  if (adapter === openKafkaLog) parseKafkaUrl(url);
  if (adapter === openPostgresLog) checkPostgresUrl(url);
}

/**
 * Opens the log that the URL's scheme names. `memory:` gives a new, empty log each time.
 * Throws an `UnsupportedLogError` or `InvalidLogUrlError` that does not repeat the URL, and the adapter's own
 * error when the log cannot be reached.
 */
export async function openEventLog(url: string, options: OpenOptions): Promise<EventLog> {
  const adapter = adapterOf(url);
  if (!adapter) throw unsupported(url, Object.keys(adapters));
  return adapter(url, options);
}

function adapterOf(url: string): Adapter | undefined {
  const scheme = schemeOf(url);
  return Object.hasOwn(adapters, scheme) ? adapters[scheme] : undefined;
}

function schemeOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase() ?? '';
}

function unsupported(url: string, known: readonly string[]): UnsupportedLogError {
  return new UnsupportedLogError(
    `No event log that serves here speaks "${schemeOf(url)}"; use a URL that starts with one of: ${known.join(', ')}`,
  );
}
