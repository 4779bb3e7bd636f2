import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Channel, Connection, Envelope } from 'rabbitmq-client';
import type { DeclaredQueue } from './rabbitmq-topology.ts';
import { within } from './within.ts';

export type ConfirmedPublisher = {
  /** Declares its queues, so that they are there long before they are needed. */
  readonly prepare: () => Promise<void>;
  /** Returns once the broker has the message in that queue, on disk; throws when that is not certain. */
  readonly send: (queue: string, envelope: Envelope, body: unknown) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A broker that is short of memory or disk takes nothing and says nothing. */
const confirmWithinMs = 10_000;
const closeWithinMs = 5_000;

/** Publishes to queues that it declares itself, again whenever they or the connection were lost. */
export function confirmedPublisher(
  connection: Connection,
  queues: readonly DeclaredQueue[],
): ConfirmedPublisher {
  const returned = new Set<string>();
  let opened: Promise<Channel> | undefined;
  let sent = 0;

  const open = async (): Promise<Channel> => {
    const channel = await connection.acquire();
    const self = opened;
    channel.once('close', () => forget(self));
    channel.on('basic.return', ({ correlationId }) => returned.add(correlationId ?? ''));
    for (const queue of queues) await channel.queueDeclare(queue);
    await channel.confirmSelect();
    return channel;
  };
  const forget = (closed: Promise<Channel> | undefined): void => {
    if (opened === closed) opened = undefined;
  };
  const channelOf = async (): Promise<Channel> => {
    const current = (opened ??= open());
    try {
      return await current;
    } catch (error) {
      forget(current);
      throw error;
    }
  };

  const close = async (): Promise<void> => {
    const current = opened;
    forget(current);
    const channel = await current?.catch(() => undefined);
    if (channel) await within(closeWithinMs, 'Closing', channel.close()).catch(() => undefined);
  };

  const send = async (queue: string, envelope: Envelope, body: unknown): Promise<void> => {
    const channel = await channelOf();
    const correlationId = `${(sent += 1)}`;
    const message = { ...envelope, correlationId, routingKey: queue, durable: true };
    const sending = channel.basicPublish({ ...message, mandatory: true }, body);
    await within(confirmWithinMs, 'Confirming', sending);
    // What no queue takes comes back just before it is confirmed; the client tells of it a turn later.
    await nextTurn();
    if (!returned.delete(correlationId)) return;
    // The queue was deleted meanwhile. The next channel declares it.
    await close();
    throw new Error(`There is no queue ${queue}`);
  };

  return { prepare: async () => void (await channelOf()), send, close };
}
