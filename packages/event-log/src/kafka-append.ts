import type { WireEvent } from '@outlay/events/envelope.ts';
import type { KafkaClient } from './kafka-client.ts';
import { byLeader } from './kafka-fetch.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import { partitionOf } from './partition-of.ts';
import type { Assignment } from './port.ts';

type Message = { readonly key: string; readonly value: string };
type Load = Assignment & { readonly messages: Message[]; bytes: number };

/** Bytes of one partition's records per request: well below what a topic takes (1 MB by default). */
const loadBytes = 512 * 1024;
/** How long a broker waits for the copies; then it says that they may not be there. */
const copyTimeoutMs = 8_000;

/**
 * Appends events in the order given; returns once every replica in sync has them (acks = all).
 *
 * There is no idempotent producer and no transaction here. A request whose answer got lost is repeated by
 * the relay, which has one batch in flight; so a batch may be in the log twice, and even late, but never
 * after one that was appended after it was confirmed. Consumers recognise it by its sequences.
 */
export async function appendToKafka(
  client: KafkaClient,
  topics: KafkaTopics,
  prefix: string,
  events: readonly WireEvent[],
): Promise<void> {
  for (const loads of await loadsOf(topics, events)) {
    await client.use(async (cluster) => {
      const names = [...new Set(loads.map(({ topic }) => prefix + topic))];
      await cluster.addMultipleTargetTopics(names);
      const leaders = [...byLeader(cluster, prefix, loads)];
      await Promise.all(
        leaders.map(async ([nodeId, led]) => {
          const broker = await cluster.findBroker({ nodeId });
          const topicData = [...new Set(led.map(({ topic }) => topic))].map((topic) => ({
            topic: prefix + topic,
            partitions: led
              .filter((load) => load.topic === topic)
              .map(({ partition, messages }) => ({ partition, messages })),
          }));
          await broker.produce({ topicData, acks: -1, timeout: copyTimeoutMs });
        }),
      );
    });
  }
}

/** The requests to be made one after the other; each has at most one load of a partition. */
async function loadsOf(topics: KafkaTopics, events: readonly WireEvent[]): Promise<Load[][]> {
  const requests: Map<string, Load>[] = [];
  /** Which request takes the next record of a partition. */
  const turns = new Map<string, number>();
  for (const event of events) {
    const { topic, key } = event;
    const partition = partitionOf(key, await topics.partitionsOf(topic));
    const value = JSON.stringify(event);
    const bytes = Buffer.byteLength(value) + 100;
    const place = `${topic}/${partition}`;
    let turn = turns.get(place) ?? 0;
    const full = requests[turn]?.get(place);
    if (full && full.bytes + bytes > loadBytes) turn += 1;
    turns.set(place, turn);
    const request = (requests[turn] ??= new Map<string, Load>());
    const load = request.get(place) ?? { topic, partition, messages: [], bytes: 0 };
    load.messages.push({ key, value });
    load.bytes += bytes;
    request.set(place, load);
  }
  return requests.map((request) => [...request.values()]);
}
