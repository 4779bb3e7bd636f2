import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, pause } from '@outlay/event-log/backoff.ts';
import { createBell } from '@outlay/event-log/bell.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { type Channel, ChannelError, type Message } from '../adapters/channel.ts';
import { retryDelayMs, type RetryRules } from '../domain/retry.ts';
import type { ClaimedDelivery, Deliveries } from '../store/deliveries.ts';
import type { Composer } from './compose-message.ts';

export type DeliveryRules = RetryRules & {
  /** Messages that one process sends on one channel at a time. */
  readonly concurrency: number;
  /** How long one try may take. */
  readonly sendTimeoutMs: number;
  /** How long a claim holds; longer than a try and its record may take. */
  readonly leaseMs: number;
  /** How long a message waits at most when every wake got lost. */
  readonly pollMs: number;
};

export type DeliveryJob = {
  /** Says that something may be due. Costs nothing and never throws. */
  readonly wake: () => void;
  /** Finishes the messages in hand. */
  readonly stop: () => Promise<void>;
};

/**
 * Sends what is due on one channel. Every channel has a job of its own, so one that is down or slow holds up
 * none of the others; any number of processes may run it.
 *
 * A delivery is claimed, sent, and then recorded as sent. The claim keeps others away while this process
 * lives. The one way to send twice is to end, or to lose the database for longer than the claim, between
 * the other side's "taken" and the record; both messages then carry the same delivery id (in an e-mail, the
 * Message-ID), so the recipient's side can tell. The other order would lose messages instead.
 */
export function startDelivering(options: {
  channel: Channel;
  deliveries: Deliveries;
  compose: Composer;
  rules: DeliveryRules;
  logger: Logger;
}): DeliveryJob {
  const { channel, deliveries, compose, rules, logger } = options;
  const stopping = new AbortController();
  const bell = createBell();
  const inHand = new Set<Promise<void>>();

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await round();
        failures = 0;
      } catch (error) {
        failures += 1;
        logger.warn(
          { err: error, channel: channel.kind, failures },
          'Could not look for deliveries',
        );
        await pause(backoffMs(failures), stopping.signal);
      }
    }
    await Promise.all(inHand);
  };

  const round = async (): Promise<void> => {
    const free = rules.concurrency - inHand.size;
    const claimed = free > 0 ? await deliveries.claim(channel.kind, free) : [];
    for (const delivery of claimed) {
      const work = deliver(delivery).finally(() => {
        inHand.delete(work);
        bell.ring();
      });
      inHand.add(work);
    }
    // A full hand may leave more behind; whichever message is done first rings.
    if (claimed.length > 0 || free === 0) {
      if (inHand.size >= rules.concurrency) await bell.wait(rules.pollMs, stopping.signal);
      return;
    }
    const dueMs = await deliveries.nextDueMs(channel.kind);
    const waitMs = Math.max(1, Math.min(dueMs ?? rules.pollMs, rules.pollMs));
    await bell.wait(waitMs, stopping.signal);
  };

  const deliver = async (delivery: ClaimedDelivery): Promise<void> => {
    const record = await outcomeOf(delivery);
    await untilRecorded(delivery, record);
  };

  /** Tries to send, and gives what to record. */
  const outcomeOf = async (delivery: ClaimedDelivery): Promise<() => Promise<void>> => {
    if (delivery.attempt > rules.attempts) {
      return () => deliveries.giveUp(delivery, 'the last try never came back');
    }
    try {
      const message = await compose(delivery);
      if (message === null) return () => deliveries.giveUp(delivery, 'the channel was turned off');
      await send(message);
      return () => deliveries.sent(delivery);
    } catch (error) {
      return failed(delivery, error);
    }
  };

  const send = (message: Message): Promise<void> =>
    channel.send(message, AbortSignal.timeout(rules.sendTimeoutMs));

  const failed = (delivery: ClaimedDelivery, error: unknown): (() => Promise<void>) => {
    const { id, attempt } = delivery;
    const known = error instanceof ChannelError ? error : null;
    const reason = known?.reason ?? 'unexpected error';
    const delayMs = known?.permanent ? null : retryDelayMs(rules, attempt, Math.random());
    const line = { channel: channel.kind, delivery: id, attempt, reason };
    // A channel's own words may quote an address, so only what it made of them is logged.
    logger.warn(known ? line : { ...line, err: error }, 'A message could not be sent');
    return delayMs === null
      ? () => deliveries.giveUp(delivery, reason)
      : () => deliveries.retryLater(delivery, reason, delayMs);
  };

  /** What happened is recorded even if the database is away for a moment, for as long as the claim holds. */
  const untilRecorded = async (
    delivery: ClaimedDelivery,
    record: () => Promise<void>,
  ): Promise<void> => {
    const deadline = performance.now() + rules.leaseMs;
    for (let failures = 1; ; failures += 1) {
      try {
        return await record();
      } catch (error) {
        const line = { err: error, channel: channel.kind, delivery: delivery.id, failures };
        logger.error(line, 'Could not record what became of a message');
        if (performance.now() >= deadline) return;
        await sleep(backoffMs(failures));
      }
    }
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
