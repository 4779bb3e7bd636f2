import type { Logger } from 'pino';
import { createHeads } from './heads.ts';
import { appendToKafka } from './kafka-append.ts';
import { ClientClosedError, createKafkaClient } from './kafka-client.ts';
import { listOffsets } from './kafka-fetch.ts';
import { joinKafkaGroup } from './kafka-group.ts';
import { createKafkaReader } from './kafka-reader.ts';
import { createKafkaTopics } from './kafka-topics.ts';
import { parseKafkaUrl } from './kafka-url.ts';
import type { EventLog, Subscription } from './port.ts';

export type KafkaLogOptions = {
  readonly logger: Logger;
  /** Partitions of a topic that does not exist yet, where the URL names no number. */
  readonly partitions?: number;
  /** Records per batch at most. */
  readonly batchSize?: number;
  /** Topics to make, or to check, at once: what is wrong with one is then known at the start. */
  readonly topics?: readonly string[];
};

/**
 * The log on Kafka, through kafkajs. Throws an `InvalidLogUrlError`, an `UnsafeTopicError`, or kafkajs's
 * own error when no broker can be reached.
 *
 * A partition's records are numbered densely because nobody writes transactions or compacts: Kafka's
 * offsets are then the port's. They are kept for good (`retention.ms=-1`), so that whatever was derived
 * from them can be built again.
 */
export async function openKafkaLog(url: string, options: KafkaLogOptions): Promise<EventLog> {
  const { logger, partitions = 12, batchSize = 500 } = options;
  const place = parseKafkaUrl(url);
  const { prefix } = place;
  const topics = createKafkaTopics(place, partitions, logger);
  const client = createKafkaClient(place, logger);
  const heads = createHeads();
  const reader = createKafkaReader(client, prefix);
  const subscriptions = new Set<Subscription>();
  let isStopped = false;

  const ends: EventLog['ends'] = async (topic) => {
    const count = await topics.partitionsOf(topic);
    const numbers = Array.from({ length: count }, (_, partition) => partition);
    const offsets = await client.use((cluster) =>
      listOffsets(cluster, prefix + topic, numbers, 'next'),
    );
    return offsets.map(({ partition, offset }) => ({ partition, end: offset }));
  };

  const subscribe: EventLog['subscribe'] = async (group, subscribed, subscriber) => {
    for (const topic of subscribed) await topics.partitionsOf(topic);
    if (isStopped) throw new ClientClosedError('The log was stopped');
    const membership = joinKafkaGroup({
      place,
      topics,
      client,
      ends,
      heads,
      group,
      subscribed,
      subscriber,
      batchSize,
      logger,
    });
    const subscription: Subscription = {
      async stop() {
        subscriptions.delete(subscription);
        await membership.leave();
      },
    };
    subscriptions.add(subscription);
    await membership.allowed.catch((error: unknown) => {
      subscriptions.delete(subscription);
      throw error;
    });
    return subscription;
  };

  const stop = async (): Promise<void> => {
    isStopped = true;
    await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
    client.close();
  };

  try {
    await client.use(async () => undefined);
    for (const topic of options.topics ?? []) await topics.partitionsOf(topic);
  } catch (error) {
    client.close();
    throw error;
  }
  return {
    append: (events) => appendToKafka(client, topics, prefix, events),
    subscribe,
    read: reader.read,
    ends,
    stop,
  };
}
