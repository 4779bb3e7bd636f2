import { QueueRefusedError } from '@outlay/queue/errors.ts';
import { openQueue } from '@outlay/queue/open.ts';
import type { Queue } from '@outlay/queue/port.ts';
import { ConfigError } from '@outlay/service-kit/config.ts';
import { checkDatabase } from '@outlay/service-kit/database-check.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';

type DeliveryQueueOptions = {
  /** Where it is; in notification's own database when left out. */
  readonly queueUrl?: string | undefined;
  readonly databaseUrl: string;
  readonly logger: Logger;
  readonly stopping?: AbortSignal | undefined;
};

const variable = 'QUEUE_URL';

/** Opens the queue that deliveries run on. Throws a ConfigError of one line when it refuses us. */
export async function openDeliveryQueue(options: DeliveryQueueOptions): Promise<Queue> {
  const { queueUrl, databaseUrl, logger, stopping } = options;
  if (queueUrl && /^postgres/i.test(queueUrl)) {
    await checkDatabase(queueUrl, { variable, logger, stopping });
  }
  try {
    return await openQueue(queueUrl ?? databaseUrl, { logger });
  } catch (error) {
    if (!(error instanceof QueueRefusedError)) throw error;
    throw new ConfigError(`${variable} is not valid: ${error.message}`, { cause: error });
  }
}
