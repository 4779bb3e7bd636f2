import { backoffMs, pause } from '@outlay/event-log/backoff.ts';
import { createBell } from '@outlay/event-log/bell.ts';
import type { Queue } from '@outlay/queue/port.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import type { HandingOver, PendingDelivery } from '../store/handing-over.ts';
import type { ChannelKind } from '../store/tables.ts';
import type { DeliveryRules } from './deliver.ts';
import { deliveryJob } from './delivery-job.ts';

export type HandOverJob = {
  /** Says that something may be there to be handed over. Costs nothing and never throws. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

/** Handed over at a time; under way to the queue they hold their rows' locks. */
const atOnce = 100;

/**
 * Hands the deliveries of one channel to the queue, as soon as they are recorded; any number of processes
 * may do it. A queue that is away, or a process that ends after the commit that recorded them, only delays
 * them: they stay unmarked until the queue has said that it keeps them.
 *
 * What was handed over and is never heard of again (a broker that lost its disk, say) is handed over anew.
 * That is known when the channel's queue is empty, and neither a try nor the longest pause between two
 * lasts as long as the silence.
 */
export function startHandingOver(options: {
  queue: Queue;
  channel: ChannelKind;
  handingOver: HandingOver;
  rules: DeliveryRules;
  logger: Logger;
}): HandOverJob {
  const { queue, channel, handingOver, rules, logger } = options;
  const contract = deliveryJob(channel);
  const stopping = new AbortController();
  const bell = createBell();
  const silentForMs = 2 * rules.leaseMs + rules.retryCapMs;
  let sweptAt = performance.now();

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await round();
        failures = 0;
      } catch (error) {
        failures += 1;
        logger.warn({ err: error, channel, failures }, 'Could not hand deliveries to the queue');
        await pause(backoffMs(failures), stopping.signal);
      }
    }
  };

  const round = async (): Promise<void> => {
    const handed = await handingOver.handOver(channel, atOnce, enqueue);
    if (handed === atOnce) return;
    if (performance.now() - sweptAt > rules.leaseMs) await sweep();
    await bell.wait(rules.pollMs, stopping.signal);
  };

  const enqueue = (deliveries: readonly PendingDelivery[]): Promise<void> =>
    queue.enqueue(
      contract,
      deliveries.map(({ bookId, id, traceparent }) => ({
        id,
        body: { bookId, deliveryId: id },
        ...(traceparent !== null && { traceparent }),
      })),
    );

  const sweep = async (): Promise<void> => {
    sweptAt = performance.now();
    const { waiting } = await queue.depth(contract);
    if (waiting > 0) return;
    const count = await handingOver.takeBack(channel, silentForMs);
    if (count === 0) return;
    logger.error({ channel, count }, 'The queue has lost deliveries; handing them over again');
    bell.ring();
  };

  const running = run();
  return {
    wake: () => bell.ring(),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
