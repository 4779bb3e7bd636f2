import { QueueRefusedError } from '@outlay/queue/errors.ts';
import { openQueue } from '@outlay/queue/open.ts';
import type { Queue } from '@outlay/queue/port.ts';
import { ConfigError } from '@outlay/service-kit/config.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';

/** Opens the queue that deliveries run on. Throws a ConfigError of one line when it refuses us. */
export async function openDeliveryQueue(url: string, logger: Logger): Promise<Queue> {
  try {
    return await openQueue(url, { logger });
  } catch (error) {
    if (!(error instanceof QueueRefusedError)) throw error;
    throw new ConfigError(`QUEUE_URL is not valid: ${error.message}`, { cause: error });
  }
}
