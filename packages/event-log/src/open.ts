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
  'memory:': async (_url, options) => createMemoryLog(options),
};

/**
 * Throws {@link UnsupportedLogError} for a URL that no adapter serves, or `InvalidLogUrlError` for one that
 * its adapter cannot read. Neither repeats the URL, which may hold a password.
 */
export function checkLogUrl(url: string): void {
  if (adapterOf(url) === openKafkaLog) parseKafkaUrl(url);
}

/**
 * Opens the log that the URL's scheme names. `memory:` gives a new, empty log each time.
 * Throws what {@link checkLogUrl} throws, and the adapter's own error when the log cannot be reached.
 */
export async function openEventLog(url: string, options: OpenOptions): Promise<EventLog> {
  return adapterOf(url)(url, options);
}

function adapterOf(url: string): Adapter {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase() ?? '';
  const adapter = Object.hasOwn(adapters, scheme) ? adapters[scheme] : undefined;
  if (adapter) return adapter;
  const known = Object.keys(adapters).join(', ');
  throw new UnsupportedLogError(
    `No event log speaks "${scheme}"; use a URL that starts with one of: ${known}`,
  );
}
