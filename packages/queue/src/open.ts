import type { Logger } from 'pino';
import type { Broker } from './broker.ts';
import { UnsupportedQueueError } from './errors.ts';
import { memoryBroker } from './memory-broker.ts';
import type { Queue } from './port.ts';
import { openPostgresBroker } from './postgres-broker.ts';
import { queueOver } from './queue.ts';
import { openRabbitmqBroker } from './rabbitmq-broker.ts';

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
  'memory:': async (_url, { logger }) => memoryBroker(logger),
};

/** What the URL of a queue may start with. */
export const queueSchemes: readonly string[] = Object.keys(adapters);

/** Whether there is an adapter for a URL. */
export function speaksQueue(url: string): boolean {
  return adapterOf(url) !== undefined;
}

/**
 * Opens the queue that the URL's scheme names. `memory:` gives a new, empty one each time. Throws
 * {@link UnsupportedQueueError} for any other scheme, without repeating the URL, which may hold a password.
 * PostgreSQL must be there; RabbitMQ may be away, but not refuse us ({@link QueueRefusedError}).
 */
export async function openQueue(url: string, options: OpenOptions): Promise<Queue> {
  const open = adapterOf(url);
  if (!open) {
    const known = queueSchemes.join(', ');
    throw new UnsupportedQueueError(
      `No queue speaks "${schemeOf(url)}"; use a URL that starts with one of: ${known}`,
    );
  }
  return queueOver(await open(url, options), options.logger);
}

function adapterOf(url: string) {
  const scheme = schemeOf(url);
  return Object.hasOwn(adapters, scheme) ? adapters[scheme] : undefined;
}

function schemeOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase() ?? '';
}
