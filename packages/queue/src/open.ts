import { checkPostgresUrl } from '@outlay/service-kit/postgres-client.ts';
import type { Logger } from 'pino';
import type { Broker } from './broker.ts';
import { UnsupportedQueueError } from './errors.ts';
import { memoryBroker } from './memory-broker.ts';
import type { Queue } from './port.ts';
import { openPostgresBroker } from './postgres-broker.ts';
import { queueOver } from './queue.ts';
import { openRabbitmqBroker } from './rabbitmq-broker.ts';
import { readRabbitmqUrl } from './rabbitmq-url.ts';

export type OpenOptions = {
  readonly logger: Logger;
  /** PostgreSQL: how long a job waits at most when every wake got lost. */
  readonly pollMs?: number;
};

const adapters: Record<string, (url: string, options: OpenOptions) => Promise<Broker>> = {
  'postgres:': openPostgresBroker,
  'postgresql:': openPostgresBroker,
  'amqp:': openRabbitmqBroker,
  'amqps:': openRabbitmqBroker,
  'memory:': openMemoryBroker,
};

async function openMemoryBroker(_url: string, { logger }: OpenOptions): Promise<Broker> {
  return memoryBroker(logger);
}

/**
 * Checks the URL of a queue that outlives its process. Throws {@link UnsupportedQueueError} for one that no
 * adapter serves, and for `memory:`, whose jobs end with the process; a `ConfigError` or an
 * `InvalidQueueUrlError` for one that its adapter cannot read. None repeats the URL.
 */
export function checkQueueUrl(url: string): void {
  const adapter = adapterOf(url);
  const kept = Object.keys(adapters).filter((scheme) => adapters[scheme] !== openMemoryBroker);
  if (!adapter || adapter === openMemoryBroker) throw unsupported(url, kept);
  if (adapter === openPostgresBroker) checkPostgresUrl(url);
  else readRabbitmqUrl(url);
}

/**
 * Opens the queue that the URL's scheme names. `memory:` gives a new, empty one each time. Throws
 * {@link UnsupportedQueueError} for any other scheme, without repeating the URL, which may hold a password.
 * PostgreSQL must be there; RabbitMQ may be away, but not refuse us ({@link QueueRefusedError}).
 */
export async function openQueue(url: string, options: OpenOptions): Promise<Queue> {
  const open = adapterOf(url);
  if (!open) throw unsupported(url, Object.keys(adapters));
  return queueOver(await open(url, options), options.logger);
}

function adapterOf(url: string) {
  const scheme = schemeOf(url);
  return Object.hasOwn(adapters, scheme) ? adapters[scheme] : undefined;
}

function schemeOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase() ?? '';
}

function unsupported(url: string, known: readonly string[]): UnsupportedQueueError {
  return new UnsupportedQueueError(
    `No queue that serves here speaks "${schemeOf(url)}"; use a URL that starts with one of: ${known.join(', ')}`,
  );
}
