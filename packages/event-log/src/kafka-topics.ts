import type { Admin, PartitionMetadata } from 'kafkajs';
import type { Logger } from 'pino';
import { backoffMs, pause } from './backoff.ts';
import { asAdmin, refusalOf } from './kafka-client.ts';
import { checkTopic, topicSettings, usualCopies } from './kafka-topic-safety.ts';
import type { KafkaPlace } from './kafka-url.ts';

export type KafkaTopics = {
  /** The number of partitions of a topic, which is made when it is new. */
  readonly partitionsOf: (topic: string) => Promise<number>;
};

/**
 * Makes topics that keep their events, and refuses those that don't. Several makers at once agree: Kafka
 * makes a topic once and the others find it made. A topic that is there keeps its partitions.
 *
 * Throws an UnsafeTopicError for a topic that would lose events.
 */
export function createKafkaTopics(
  place: KafkaPlace,
  partitions: number,
  logger: Logger,
): KafkaTopics {
  const expected = { asked: place.replication, logger };
  const counts = new Map<string, Promise<number>>();

  const prepare = (topic: string): Promise<number> =>
    asAdmin(place, logger, async (admin) => {
      const name = place.prefix + topic;
      const found = await partitionsOf(admin, name);
      if (found) {
        await checkTopic(admin, { name, partitions: found }, expected);
        return found.length;
      }
      const copies = place.replication ?? (await usualCopies(admin));
      const made = await admin.createTopics({
        topics: [
          {
            topic: name,
            numPartitions: place.partitions ?? partitions,
            replicationFactor: copies,
            configEntries: topicSettings(copies),
          },
        ],
        waitForLeaders: false,
      });
      const there = await untilThere(admin, name);
      if (!made) await checkTopic(admin, { name, partitions: there }, expected);
      return there.length;
    });

  return {
    partitionsOf(topic) {
      const known = counts.get(topic);
      if (known) return known;
      const preparing = prepare(topic);
      counts.set(topic, preparing);
      // What failed is tried again by the next one who asks.
      preparing.catch(() => counts.delete(topic));
      return preparing;
    },
  };
}

async function partitionsOf(admin: Admin, name: string): Promise<PartitionMetadata[] | undefined> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
    return topics[0]?.partitions;
  } catch (error) {
    if (refusalOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
    throw error;
  }
}

/**
 * A topic is known to the controller first; the brokers hear of it, and that they lead a partition of it,
 * a moment later. One that tells its offsets does.
 */
async function untilThere(admin: Admin, name: string): Promise<PartitionMetadata[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await admin.fetchTopicOffsets(name);
      const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
      return topics[0]!.partitions;
    } catch (error) {
      if (attempt === 20) throw error;
    }
    await pause(backoffMs(attempt, 10, 500));
  }
}
