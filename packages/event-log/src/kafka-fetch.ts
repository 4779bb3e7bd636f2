import type { Broker, Cluster, KafkaMessage } from 'kafkajs';
import type { Assignment, LogRecord } from './port.ts';
import { eventOf } from './read-event.ts';

/** What a broker has of a partition from an offset on. */
export type Fetched = {
  readonly assignment: Assignment;
  /** In order; whatever the broker gave of before the offset is left out. */
  readonly records: readonly LogRecord[];
  /** The offset below which every replica has the partition's records. */
  readonly end: bigint;
};

export type FetchFrom = Assignment & { readonly from: bigint };

export type FetchLimits = {
  /** How long the broker waits for something to give; 0: answers at once. */
  readonly maxWaitMs: number;
  /** Per partition. A first batch of records that is larger comes whole. */
  readonly maxBytes: number;
};

/** Asks one broker for records of partitions that it leads. `prefix` stands before its topics' names. */
export async function fetchFrom(
  broker: Broker,
  prefix: string,
  places: readonly FetchFrom[],
  { maxWaitMs, maxBytes }: FetchLimits,
): Promise<Fetched[]> {
  const topics = [...new Set(places.map((place) => place.topic))];
  const ask = (): Promise<FetchResponse> =>
    broker.fetch({
      maxWaitTime: maxWaitMs,
      minBytes: 1,
      maxBytes: maxBytes * 8,
      topics: topics.map((topic) => ({
        topic: prefix + topic,
        partitions: places
          .filter((place) => place.topic === topic)
          .map(({ partition, from }) => ({ partition, fetchOffset: `${from}`, maxBytes })),
      })),
    });
  const { responses } = await inTurn(broker, ask);
  return responses.flatMap(({ topicName, partitions }) =>
    partitions.map(({ partition, highWatermark, messages }): Fetched => {
      const assignment = { topic: topicName.slice(prefix.length), partition };
      const from = places.find(
        (one) => one.topic === assignment.topic && one.partition === partition,
      )?.from;
      const records = messages
        .map((message) => recordOf(assignment, message))
        .filter((record) => from !== undefined && record.offset >= from);
      return { assignment, records, end: BigInt(highWatermark) };
    }),
  );
}

const turns = new WeakMap<Broker, Promise<unknown>>();

/**
 * One fetch of a broker after the other. It answers them like that anyway; and kafkajs opens a connection
 * for each fetch that comes while it has none yet, and forgets all of them but the last.
 */
function inTurn<T>(broker: Broker, work: () => Promise<T>): Promise<T> {
  const result = (turns.get(broker) ?? Promise.resolve()).then(work);
  turns.set(
    broker,
    result.catch(() => undefined),
  );
  return result;
}

type FetchResponse = {
  responses: {
    topicName: string;
    partitions: { partition: number; highWatermark: string; messages: KafkaMessage[] }[];
  }[];
};

/** The partitions by the broker that leads them. */
export function byLeader<Place extends Assignment>(
  cluster: Cluster,
  prefix: string,
  places: readonly Place[],
): Map<string, Place[]> {
  const leaders = new Map<string, Place[]>();
  for (const place of places) {
    const led = cluster.findLeaderForPartitions(prefix + place.topic, [place.partition]);
    const [nodeId] = Object.keys(led);
    if (nodeId === undefined) throw new Error(`Kafka does not know who leads ${place.topic}`);
    leaders.set(nodeId, [...(leaders.get(nodeId) ?? []), place]);
  }
  return leaders;
}

export type Offsets = readonly { partition: number; offset: bigint }[];

/** The first offset that each partition still has (`earliest`), or the one that its next record gets. */
export async function listOffsets(
  cluster: Cluster,
  name: string,
  partitions: readonly number[],
  which: 'earliest' | 'next',
): Promise<Offsets> {
  await cluster.addTargetTopic(name);
  const [topic] = await cluster.fetchTopicsOffset([
    {
      topic: name,
      partitions: partitions.map((partition) => ({ partition })),
      fromBeginning: which === 'earliest',
    },
  ]);
  const offsets = (topic?.partitions ?? []).map(({ partition, offset }) => ({
    partition,
    offset: BigInt(offset),
  }));
  if (offsets.length !== partitions.length) throw new Error(`Kafka does not know all of ${name}`);
  return offsets.sort((one, other) => one.partition - other.partition);
}

function recordOf(assignment: Assignment, { offset, value }: KafkaMessage): LogRecord {
  const text = value?.toString() ?? '';
  return { ...assignment, offset: BigInt(offset), event: eventOf(assignment.topic, text) };
}
