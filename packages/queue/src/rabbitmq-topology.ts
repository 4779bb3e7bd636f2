import { retryDelaysMs } from './retry-delay.ts';
import type { RetryRules } from './port.ts';

/** A queue of RabbitMQ, as it is declared; declaring one that is there changes nothing. */
export type DeclaredQueue = {
  readonly queue: string;
  readonly durable: true;
  readonly arguments: Readonly<Record<string, string | number>>;
};

/**
 * The queues of RabbitMQ behind one queue of ours; they depend on its name alone, never on a process's
 * settings, since RabbitMQ refuses one that is there with other arguments.
 *
 *                      ┌──── time is over ◀─── name.retry.5000 ◀─┐ failed, tries left
 *                      ▼                                         │
 *     producer ──▶   name   ──────────────────────────────────▶ worker
 *                      │ delivered too often                     │ failed for good
 *                      └───────────▶ name.dead ◀─────────────────┘
 *
 * All are quorum queues: replicated, and on disk before they are confirmed. What the broker moves by itself
 * it moves at least once, which it does for queues that refuse what they can't take
 * (https://www.rabbitmq.com/docs/quorum-queues#dead-lettering).
 */
export function mainQueue(name: string): DeclaredQueue {
  return quorumQueue(name, {
    ...movesTo(deadName(name)),
    // For jobs that take their worker down with them. Its own tries end a job long before, in general.
    'x-delivery-limit': 100,
  });
}

export function deadQueue(name: string): DeclaredQueue {
  // To look at a dead letter is a delivery; RabbitMQ 4 would delete it after 20 of them.
  return quorumQueue(deadName(name), { 'x-delivery-limit': 2 ** 31 - 1 });
}

/**
 * One queue per length of a pause. With a time to live on messages instead, a short pause would wait behind
 * a long one, since a queue only looks at its head.
 */
export function retryQueue(name: string, delayMs: number): DeclaredQueue {
  return quorumQueue(`${name}.retry.${delayMs}`, {
    ...movesTo(name),
    'x-message-ttl': delayMs,
    'x-delivery-limit': 2 ** 31 - 1,
  });
}

/** The shortest pause that is long enough; the longest there is when none is. */
export function pauseFor(retry: RetryRules, delayMs: number): number {
  const pauses = retryDelaysMs(retry);
  return pauses.find((pauseMs) => pauseMs >= delayMs) ?? (pauses.at(-1) as number);
}

function quorumQueue(queue: string, more: DeclaredQueue['arguments']): DeclaredQueue {
  return { queue, durable: true, arguments: { 'x-queue-type': 'quorum', ...more } };
}

function movesTo(queue: string): DeclaredQueue['arguments'] {
  return {
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': queue,
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  };
}

function deadName(name: string): string {
  return `${name}.dead`;
}
