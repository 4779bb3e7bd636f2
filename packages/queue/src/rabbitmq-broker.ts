import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type AsyncMessage, ConsumerStatus, type SyncMessage } from 'rabbitmq-client';
import type { Broker, Verdict } from './broker.ts';
import type { DeadLetter, RetryRules } from './port.ts';
import { connectRabbitmq } from './rabbitmq-connection.ts';
import {
  deadLetter,
  envelopeAgain,
  envelopeOf,
  envelopeOfDead,
  envelopeReplayed,
  takenJob,
} from './rabbitmq-message.ts';
import { confirmedPublisher, type ConfirmedPublisher } from './rabbitmq-publisher.ts';
import { deadQueue, mainQueue, pauseFor, retryQueue } from './rabbitmq-topology.ts';
import { retryDelaysMs } from './retry-delay.ts';
import { within } from './within.ts';

/** How long a job that could be moved nowhere is held before it is given back. */
const giveBackMs = 1_000;
const closeWithinMs = 5_000;

/**
 * Queues on RabbitMQ, 3.10 or newer. A message is acknowledged once its job is done, or once the broker has
 * confirmed the message that takes its place; so none is lost, and one may come twice.
 */
export async function openRabbitmqBroker(
  url: string,
  { logger }: { readonly logger: Logger },
): Promise<Broker> {
  const connection = await connectRabbitmq(url, logger);
  const producers = new Map<string, ConfirmedPublisher>();

  const producerOf = (queue: string): ConfirmedPublisher => {
    const known = producers.get(queue);
    if (known) return known;
    const made = confirmedPublisher(connection, [mainQueue(queue), deadQueue(queue)]);
    producers.set(queue, made);
    return made;
  };

  const put: Broker['put'] = async (queue, jobs) => {
    const { send } = producerOf(queue);
    const sending = jobs.map((job) => send(queue, envelopeOf(job), job.body));
    // All of them end before the caller may begin anew.
    const failed = (await Promise.allSettled(sending)).find(({ status }) => status === 'rejected');
    if (failed) throw (failed as PromiseRejectedResult).reason;
  };

  const take: Broker['take'] = (queue, { concurrency, retry }, onJob) => {
    const inHand = new Set<Promise<unknown>>();
    const publisher = confirmedPublisher(connection, [
      mainQueue(queue),
      deadQueue(queue),
      ...retryDelaysMs(retry).map((delayMs) => retryQueue(queue, delayMs)),
    ]);
    const onMessage = async (message: AsyncMessage): Promise<ConsumerStatus> => {
      const verdict = await onJob(takenJob(message));
      try {
        await moveOn(publisher, { queue, retry, message, verdict });
        return ConsumerStatus.ACK;
      } catch (error) {
        logger.error({ err: error, queue }, 'Could not say what became of a job; giving it back');
        await delay(giveBackMs);
        return ConsumerStatus.REQUEUE;
      }
    };
    const { queue: name, ...queueOptions } = mainQueue(queue);
    const settings = {
      queue: name,
      queueOptions,
      concurrency,
      qos: { prefetchCount: concurrency },
    };
    const consumer = connection.createConsumer(settings, (message) => {
      const handling = onMessage(message).finally(() => inHand.delete(handling));
      inHand.add(handling);
      return handling;
    });
    consumer.on('error', (error: unknown) => {
      logger.warn({ err: error, queue }, 'A worker lost the broker; it goes on once that is back');
    });
    // What a retry needs is declared with the first job, not with the first failure.
    consumer.on('ready', () => void publisher.prepare().catch(() => undefined));
    return {
      async stop() {
        const warn = (error: unknown): void =>
          logger.warn({ err: error, queue }, 'A worker stopped without the broker knowing');
        const closing = consumer.close().catch(warn);
        while (inHand.size > 0) await Promise.all(inHand);
        await within(closeWithinMs, 'Closing', closing).catch(warn);
        await publisher.close();
      },
    };
  };

  /** Runs over dead letters. Those that are not acknowledged go back. */
  const look = async (
    queue: string,
    limit: number,
    onLetter: (message: SyncMessage, acknowledge: () => void) => Promise<void>,
  ): Promise<void> => {
    const channel = await connection.acquire();
    const count = async () => (await channel.queueDeclare(deadQueue(queue))).messageCount;
    try {
      let kept = await count();
      for (let left = Math.min(kept, limit); left > 0; left -= 1) {
        const message = await channel.basicGet(deadQueue(queue).queue);
        if (!message) break;
        await onLetter(message, () => {
          channel.basicAck({ deliveryTag: message.deliveryTag });
          kept -= 1;
        });
      }
      channel.basicNack({ deliveryTag: 0, multiple: true, requeue: true });
      // RabbitMQ takes a moment for it; who looks again at once should see them.
      for (let tries = 0; tries < 50 && (await count()) < kept; tries += 1) await delay(10);
    } finally {
      await channel.close();
    }
  };

  const deadLetters: Broker['deadLetters'] = async (queue, limit) => {
    const letters: DeadLetter[] = [];
    await look(queue, limit, async (message) => void letters.push(deadLetter(message)));
    return letters;
  };

  const replay: Broker['replay'] = async (queue, id) => {
    let found = false;
    await look(queue, Infinity, async (message, acknowledge) => {
      if (deadLetter(message).id !== id) return;
      if (!found) await producerOf(queue).send(queue, envelopeReplayed(message), message.body);
      found = true;
      acknowledge();
    });
    return found;
  };

  const depth: Broker['depth'] = async (queue) => {
    const waiting = await connection.queueDeclare(mainQueue(queue));
    const dead = await connection.queueDeclare(deadQueue(queue));
    return { waiting: waiting.messageCount, dead: dead.messageCount };
  };

  const close = async (): Promise<void> => {
    await Promise.all([...producers.values()].map((producer) => producer.close()));
    await within(closeWithinMs, 'Closing', connection.close()).catch(() => {
      connection.unsafeDestroy();
    });
  };

  return { put, take, deadLetters, replay, depth, close };
}

type InHand = {
  readonly queue: string;
  readonly retry: RetryRules;
  readonly message: AsyncMessage;
  readonly verdict: Verdict;
};

/** Puts a job that is not done where it belongs next. */
async function moveOn(
  { send }: ConfirmedPublisher,
  { queue, retry, message, verdict }: InHand,
): Promise<void> {
  const { attempt } = takenJob(message);
  if (verdict.kind === 'again') {
    const { queue: next } = retryQueue(queue, pauseFor(retry, verdict.delayMs));
    const attempts = verdict.counts ? attempt : attempt - 1;
    await send(next, envelopeAgain(message, attempts), message.body);
  } else if (verdict.kind === 'dead') {
    const envelope = envelopeOfDead(message, attempt, verdict.reason);
    await send(deadQueue(queue).queue, envelope, message.body);
  }
}
