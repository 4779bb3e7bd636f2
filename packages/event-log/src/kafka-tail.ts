import type { Cluster } from 'kafkajs';
import type { Logger } from 'pino';
import { backoffMs, pause } from './backoff.ts';
import { nameOf, type Heads } from './heads.ts';
import { createKafkaClient } from './kafka-client.ts';
import { byLeader, fetchFrom, listOffsets } from './kafka-fetch.ts';
import type { KafkaReader } from './kafka-reader.ts';
import type { KafkaPlace } from './kafka-url.ts';
import type { Assignment } from './port.ts';

export type TailOptions = {
  readonly place: KafkaPlace;
  readonly assignments: readonly Assignment[];
  readonly heads: Heads;
  readonly reader: KafkaReader;
  /** Told of a partition that ends before where it was seen to end. */
  readonly onFall: (assignment: Assignment, end: bigint) => void;
  readonly logger: Logger;
};

/** How long a broker holds a question open while it has nothing new. */
const maxWaitMs = 5_000;
const maxBytes = 256 * 1024;
/** How long partitions without a leader wait for the next look while those of other brokers are watched. */
const lookAgainMs = 500;

/**
 * Watches the ends of partitions: one question to each broker that leads some of them, held open there
 * until something is appended. The answer advances the heads and carries the new records along, so that
 * a consumer that has nothing else to do gets them without asking again.
 *
 * It has connections of its own, for a broker answers the questions of a connection one after the other;
 * and it never waits for a consumer, so that one that is slow or fails holds up no other partition.
 */
export function startKafkaTail(options: TailOptions): { readonly stop: () => void } {
  const { place, assignments, heads, reader, onFall, logger } = options;
  const { prefix } = place;
  const client = createKafkaClient(place, logger);
  const stopping = new AbortController();
  const { signal } = stopping;
  const ends = new Map<string, bigint>();

  const topicName = ({ topic }: Assignment): string => prefix + topic;
  const saw = (assignment: Assignment, end: bigint): void => {
    ends.set(nameOf(assignment), end);
    heads.advance(assignment, end);
  };

  /** Watches what one broker leads, until that fails or `over`. */
  const watchBroker = async (
    cluster: Cluster,
    nodeId: string,
    led: readonly Assignment[],
    over: AbortSignal,
  ): Promise<void> => {
    const broker = await cluster.findBroker({ nodeId });
    for (const [topic, places] of Map.groupBy(led, (one) => one.topic)) {
      const numbers = places.map((one) => one.partition);
      const offsets = await listOffsets(cluster, prefix + topic, numbers, 'next');
      for (const { partition, offset } of offsets) {
        const assignment = { topic, partition };
        if (offset < (ends.get(nameOf(assignment)) ?? 0n)) {
          reader.offer(assignment, [], offset);
          onFall(assignment, offset);
        }
        saw(assignment, offset);
      }
    }
    while (!over.aborted) {
      const places = led.map((one) => ({ ...one, from: ends.get(nameOf(one)) ?? 0n }));
      for (const fetched of await fetchFrom(broker, prefix, places, { maxWaitMs, maxBytes })) {
        reader.offer(fetched.assignment, fetched.records, fetched.end);
        saw(fetched.assignment, fetched.end);
      }
    }
  };

  /** Watches all that has a leader. Ends a moment after one is lost, so that its successor is looked for. */
  const watch = (): Promise<void> =>
    client.use(async (cluster) => {
      await cluster.addMultipleTargetTopics([...new Set(assignments.map(topicName))]);
      const over = new AbortController();
      let failure: unknown;
      const watching = [...byLeader(cluster, prefix, assignments)].map(([nodeId, led]) =>
        watchBroker(cluster, nodeId, led, over.signal).catch(async (error: unknown) => {
          failure ??= error;
          await pause(lookAgainMs, signal);
          over.abort();
        }),
      );
      await Promise.race(watching);
      throw failure;
    }, 0);

  const run = async (): Promise<void> => {
    for (let failures = 1; !signal.aborted; failures += 1) {
      const since = performance.now();
      try {
        await watch();
      } catch (error) {
        if (signal.aborted) return;
        // A watch that has lasted was no failure to begin with: a broker went away later.
        if (performance.now() - since > 30_000) failures = 1;
        logger.warn({ err: error, failures }, 'Lost sight of the ends of the log; looking again');
        await pause(backoffMs(failures, 10, 500), signal);
      }
    }
  };

  if (assignments.length > 0) void run();
  return {
    stop() {
      stopping.abort();
      client.close();
    },
  };
}
