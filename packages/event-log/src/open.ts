import type { Logger } from 'pino';
import { UnsupportedLogError } from './errors.ts';
import { createMemoryLog } from './memory-log.ts';
import type { EventLog } from './port.ts';
import { openPostgresLog } from './postgres-log.ts';

export type OpenOptions = {
  readonly logger: Logger;
  /** Partitions of a topic that does not exist yet; a topic keeps the number it was made with. */
  readonly partitions?: number;
  readonly batchSize?: number;
  readonly pollMs?: number;
};

const adapters: Record<string, (url: string, options: OpenOptions) => Promise<EventLog>> = {
  'postgres:': openPostgresLog,
  'postgresql:': openPostgresLog,
  'memory:': async (_url, options) => createMemoryLog(options),
};

/**
 * Opens the log that the URL's scheme names. `memory:` gives a new, empty log each time.
 * Throws {@link UnsupportedLogError} for any other scheme, without repeating the URL, which may hold a
 * password; throws the adapter's own error when the log cannot be reached.
 */
export async function openEventLog(url: string, options: OpenOptions): Promise<EventLog> {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase() ?? '';
  const open = Object.hasOwn(adapters, scheme) ? adapters[scheme] : undefined;
  if (!open) {
    const known = Object.keys(adapters).join(', ');
    throw new UnsupportedLogError(
      `No event log speaks "${scheme}"; use a URL that starts with one of: ${known}`,
    );
  }
  return open(url, options);
}
