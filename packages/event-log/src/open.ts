import type { Logger } from 'pino';
import { UnsupportedLogError } from './errors.ts';
import { openKafkaLog } from './kafka-log.ts';
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

const adapters: Record<string, (url: string, options: OpenOptions) => Promise<EventLog>> = {
  'postgres:': openPostgresLog,
  'postgresql:': openPostgresLog,
  'kafka:': openKafkaLog,
  'memory:': async (_url, options) => createMemoryLog(options),
};

/** What the URL of a log may start with. */
export const logSchemes: readonly string[] = Object.keys(adapters);

/** Whether there is an adapter for a URL. */
export function speaksLog(url: string): boolean {
  return adapterOf(url) !== undefined;
}

function adapterOf(url: string) {
  const scheme = schemeOf(url);
  return Object.hasOwn(adapters, scheme) ? adapters[scheme] : undefined;
}

function schemeOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase() ?? '';
}

/**
 * Opens the log that the URL's scheme names. `memory:` gives a new, empty log each time.
 * Throws {@link UnsupportedLogError} for any other scheme, without repeating the URL, which may hold a
 * password; throws the adapter's own error when the log cannot be reached.
 */
export async function openEventLog(url: string, options: OpenOptions): Promise<EventLog> {
  const open = adapterOf(url);
  if (!open) {
    const known = logSchemes.join(', ');
    throw new UnsupportedLogError(
      `No event log speaks "${schemeOf(url)}"; use a URL that starts with one of: ${known}`,
    );
  }
  return open(url, options);
}
