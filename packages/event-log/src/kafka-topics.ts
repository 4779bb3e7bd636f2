import kafkajs, { type Admin } from 'kafkajs';
import type { Logger } from 'pino';
import { backoffMs, pause } from './backoff.ts';
import { UnsafeTopicError } from './errors.ts';
import { asAdmin, refusalOf } from './kafka-client.ts';
import type { KafkaPlace } from './kafka-url.ts';

export type KafkaTopics = {
  /** The number of partitions of a topic, which is made when it is new. */
  readonly partitionsOf: (topic: string) => Promise<number>;
};

/** Whatever was derived from events can be built anew only as long as all of them are there. */
const kept = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };

/** A record batch of this size still passes. Ours are smaller unless a single event is that large. */
const maxMessageBytes = 8 * 1024 * 1024;

/**
 * Makes topics that keep their events, and refuses those that don't. Several makers at once agree: Kafka
 * makes a topic once and the others find it made. A topic that is there keeps its partitions.
 *
 * Throws an {@link UnsafeTopicError} for a topic that would lose events.
 */
export function createKafkaTopics(
  place: KafkaPlace,
  partitions: number,
  logger: Logger,
): KafkaTopics {
  const counts = new Map<string, Promise<number>>();

  const prepare = (topic: string): Promise<number> =>
    asAdmin(place, logger, async (admin) => {
      const name = place.prefix + topic;
      const found = await partitionCount(admin, name);
      if (found !== undefined) {
        await refuseUnsafe(admin, name);
        return found;
      }
      const { brokers } = await admin.describeCluster();
      const replication = place.replication ?? Math.min(3, brokers.length);
      const made = await admin.createTopics({
        topics: [
          {
            topic: name,
            numPartitions: place.partitions ?? partitions,
            replicationFactor: replication,
            configEntries: Object.entries({
              ...kept,
              'max.message.bytes': `${maxMessageBytes}`,
              'min.insync.replicas': replication >= 3 ? '2' : '1',
              'unclean.leader.election.enable': 'false',
            }).map(([name, value]) => ({ name, value })),
          },
        ],
        waitForLeaders: false,
      });
      const count = await untilThere(admin, name);
      if (!made) await refuseUnsafe(admin, name);
      return count;
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

async function partitionCount(admin: Admin, name: string): Promise<number | undefined> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
    return topics[0]?.partitions.length;
  } catch (error) {
    if (refusalOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
    throw error;
  }
}

/**
 * A topic is known to the controller first; the brokers hear of it, and that they lead a partition of it,
 * a moment later. One that tells its offsets does.
 */
async function untilThere(admin: Admin, name: string): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await admin.fetchTopicOffsets(name)).length;
    } catch (error) {
      if (attempt === 20) throw error;
    }
    await pause(backoffMs(attempt, 10, 500));
  }
}

async function refuseUnsafe(admin: Admin, name: string): Promise<void> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames: Object.keys(kept) }],
  });
  const settings = resources[0]?.configEntries ?? [];
  const wrong = Object.entries(kept).filter(
    ([name, value]) => settings.find((one) => one.configName === name)?.configValue !== value,
  );
  if (wrong.length === 0) return;
  const remedy = wrong.map(([name, value]) => `${name}=${value}`).join(',');
  throw new UnsafeTopicError(
    `The Kafka topic ${name} would lose events. If none are gone yet, repair it: ` +
      `kafka-configs.sh --alter --entity-type topics --entity-name ${name} --add-config ${remedy}`,
  );
}
