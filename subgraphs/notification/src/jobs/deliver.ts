import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '@outlay/event-log/backoff.ts';
import { isInfrastructureError } from '@outlay/event-log/infrastructure-error.ts';
import { PermanentJobError } from '@outlay/queue/errors.ts';
import type { Job, Postponed, Queue, Worker } from '@outlay/queue/port.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { type Channel, ChannelError } from '../adapters/channel.ts';
import { deliveriesTotal } from '../metrics.ts';
import type { Claim, ClaimedDelivery, Deliveries, DeliveryRef } from '../store/deliveries.ts';
import type { Composer } from './compose-message.ts';
import { deliveryJob } from './delivery-job.ts';

export type DeliveryRules = {
  /** Tries in all, the first one included. */
  readonly attempts: number;
  /** About how long after the first failure the second try comes. */
  readonly retryBaseMs: number;
  /** The longest pause between two tries. */
  readonly retryCapMs: number;
  /** Messages that one process sends on one channel at a time. */
  readonly concurrency: number;
  /** How long one try may take. */
  readonly sendTimeoutMs: number;
  /** How long a claim holds; longer than a try and its record may take. */
  readonly leaseMs: number;
  /** How long a message waits at most to be handed to the queue, when every wake got lost. */
  readonly pollMs: number;
};

/** What became of a try: how it is recorded, and what the queue is told. */
type Outcome = {
  readonly word: 'sent' | 'retried' | 'failed';
  readonly record: () => Promise<void>;
  /** Thrown once that is recorded. */
  readonly error?: Error;
};

/**
 * Sends the messages of one channel as the queue brings them; any number of processes may do it.
 *
 * A delivery is claimed, sent, and then recorded as sent. The claim keeps others away while this process
 * lives, and a message of the queue that comes twice finds the delivery claimed or sent. The one way to send
 * twice is to end, or to lose the database for longer than the claim, between the other side's "taken" and
 * the record; both messages then carry the same delivery id (in an e-mail, the Message-ID), so the
 * recipient's side can tell. The other order would lose messages instead.
 */
export function startDelivering(options: {
  queue: Queue;
  channel: Channel;
  deliveries: Deliveries;
  compose: Composer;
  rules: DeliveryRules;
  logger: Logger;
}): Worker {
  const { queue, channel, deliveries, compose, rules, logger } = options;

  const deliver = async (ref: DeliveryRef, job: Job<unknown>): Promise<Postponed | void> => {
    const claim = await claimOr(ref);
    if (claim.kind === 'HELD') return { postponeMs: claim.forMs };
    if (claim.kind === 'SENT') return;
    if (claim.kind === 'FAILED') throw new PermanentJobError(claim.reason);
    const { delivery } = claim;
    const outcome = await outcomeOf(delivery, Math.max(delivery.attempt, job.attempt));
    await untilRecorded(delivery, outcome, job.signal);
    deliveriesTotal.inc({ channel: channel.kind, outcome: outcome.word });
    if (outcome.error) throw outcome.error;
  };

  /** While the database is away nothing can be known, and no try is lost by it. */
  const claimOr = async (ref: DeliveryRef): Promise<Claim> => {
    try {
      return await deliveries.claim(ref);
    } catch (error) {
      if (!isInfrastructureError(error)) throw error;
      logger.warn({ err: error, delivery: ref.id }, 'A message waits for the database');
      return { kind: 'HELD', forMs: rules.retryBaseMs };
    }
  };

  const outcomeOf = async (delivery: ClaimedDelivery, attempt: number): Promise<Outcome> => {
    if (attempt > rules.attempts) return givenUp(delivery, 'the last try never came back');
    try {
      const message = await compose(delivery);
      if (message === null) return givenUp(delivery, 'the channel was turned off');
      await channel.send(message, AbortSignal.timeout(rules.sendTimeoutMs));
      return { word: 'sent', record: () => deliveries.sent(delivery) };
    } catch (error) {
      const known = error instanceof ChannelError ? error : null;
      // What is not a channel's own short reason may quote anything.
      const reason = known?.reason ?? 'unexpected error';
      if (known?.permanent || attempt >= rules.attempts) return givenUp(delivery, reason, error);
      const told = known ?? new Error(reason, { cause: error });
      return { word: 'retried', record: () => deliveries.failed(delivery, reason), error: told };
    }
  };

  const givenUp = (delivery: ClaimedDelivery, reason: string, cause?: unknown): Outcome => ({
    word: 'failed',
    record: () => deliveries.giveUp(delivery, reason),
    error: new PermanentJobError(reason, { cause }),
  });

  /** What happened is recorded even if the database is away for a moment, for as long as the claim holds. */
  const untilRecorded = async (
    delivery: ClaimedDelivery,
    { record }: Outcome,
    signal: AbortSignal,
  ): Promise<void> => {
    for (let failures = 1; ; failures += 1) {
      try {
        return await record();
      } catch (error) {
        const line = { err: error, channel: channel.kind, delivery: delivery.id, failures };
        logger.error(line, 'Could not record what became of a message');
        if (signal.aborted) throw error;
        await sleep(backoffMs(failures));
      }
    }
  };

  const retry = {
    attempts: rules.attempts,
    baseMs: rules.retryBaseMs,
    capMs: rules.retryCapMs,
  };
  return queue.work(
    deliveryJob(channel.kind),
    { concurrency: rules.concurrency, retry, timeoutMs: rules.leaseMs },
    (job) => deliver({ bookId: job.body.bookId, id: job.body.deliveryId }, job),
  );
}
