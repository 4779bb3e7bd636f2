import type { Logger } from 'pino';
import { backoffMs, pause } from './backoff.ts';
import { LogAccessError } from './errors.ts';
import { nameOf, type Heads } from './heads.ts';
import { createKafkaClient, type KafkaClient } from './kafka-client.ts';
import { createKafkaMember, sessionTimeoutMs } from './kafka-member.ts';
import { createKafkaReader } from './kafka-reader.ts';
import { startKafkaTail, type TailOptions } from './kafka-tail.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import type { KafkaPlace } from './kafka-url.ts';
import { startPartitionWorker } from './partition-worker.ts';
import type { Assignment, EventLog, Subscriber } from './port.ts';

export type KafkaGroupOptions = {
  readonly place: KafkaPlace;
  readonly topics: KafkaTopics;
  /** For reading; what is particular to the group has connections of its own. */
  readonly client: KafkaClient;
  readonly ends: EventLog['ends'];
  readonly heads: Heads;
  readonly group: string;
  readonly subscribed: readonly string[];
  readonly subscriber: Subscriber;
  readonly batchSize: number;
  readonly logger: Logger;
};

export type KafkaMembership = {
  /** Rejects with a `LogAccessError` where the group is forbidden; it is left then. */
  readonly allowed: Promise<void>;
  readonly leave: () => Promise<void>;
};

/** So soon a member hears that the group changes, and so often it says that it lives. */
const heartbeatMs = 1_000;
/** How far tries to reach Kafka are apart at most: members that come back late hold up the group. */
const retryMs = 1_000;
/** How long a start waits to hear whether the group is allowed. */
const patienceMs = 5_000;

/**
 * Joins a group of Kafka.
 *
 *     joining ──got its share──▶ serving ──rebalance, or expelled──▶ finishing ──batches done──▶ joining
 *        ▲                          │                                    │
 *        └──failed (backs off)──────┘        leave() goes on from finishing to leaving the group
 *
 * Before a member joins again it finishes the batches in hand and hands out no more, living on by its
 * heartbeats meanwhile; so a partition is not with two of them. There is one exception: a batch that takes
 * longer than the group waits for (10 s), or a member that is cut off from Kafka, is left behind, and
 * another member may begin with the same records. The subscriber's own positions, not the group, make the
 * effect happen once.
 *
 * Nobody waits for the first share: a group may be at rest only after another member's batch. What fails is
 * tried again, unless the group is forbidden.
 */
export function joinKafkaGroup(options: KafkaGroupOptions): KafkaMembership {
  const { place, topics, group, subscribed, logger } = options;
  const client = createKafkaClient(place, logger);
  const { prefix } = place;
  const member = createKafkaMember({ client, topics, prefix, group, subscribed });
  const leaving = new AbortController();

  /** Resolves when the share is no longer this member's, or when it leaves. */
  const untilChange = async (): Promise<void> => {
    for (let heard = performance.now(); !leaving.signal.aborted;) {
      await pause(heartbeatMs, leaving.signal);
      if (leaving.signal.aborted) return;
      try {
        if ((await member.heartbeat()) !== 'stable') return;
        heard = performance.now();
      } catch (error) {
        logger.warn({ err: error, group }, 'A heartbeat to Kafka failed');
        // By now the share may be somebody else's.
        if (performance.now() - heard > sessionTimeoutMs) return;
      }
    }
  };

  /** Waits for the batches in hand without falling silent. */
  const finish = async (stopped: Promise<unknown>): Promise<void> => {
    const done = new AbortController();
    const finished = stopped.finally(() => done.abort());
    while (!done.signal.aborted) {
      await pause(heartbeatMs, done.signal);
      if (!done.signal.aborted) await member.heartbeat().catch(() => undefined);
    }
    await finished;
  };

  const serve = async (assignments: readonly Assignment[]): Promise<void> => {
    const reader = createKafkaReader(options.client, prefix);
    const workers = new Map(
      assignments.map((assignment) => [
        nameOf(assignment),
        startPartitionWorker({ ...options, assignment, read: reader.read, mayFall: true }),
      ]),
    );
    const onFall: TailOptions['onFall'] = (assignment, end) =>
      workers.get(nameOf(assignment))?.fell(end);
    const tail = startKafkaTail({ ...options, assignments, reader, onFall });
    try {
      await untilChange();
    } finally {
      tail.stop();
      await finish(Promise.all([...workers.values()].map((worker) => worker.stop())));
    }
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !leaving.signal.aborted;) {
      try {
        const assignments = await member.join();
        failures = 0;
        logger.debug({ group, assignments }, 'Joined the group');
        if (!leaving.signal.aborted) await serve(assignments);
      } catch (error) {
        failures += 1;
        if (!leaving.signal.aborted) {
          logger.warn({ err: error, group, failures }, 'Could not join the group; trying again');
        }
        await pause(backoffMs(failures, 50, retryMs), leaving.signal);
      }
    }
    await member.leave().catch((error: unknown) => {
      // Kafka will notice by itself, a session later.
      logger.debug({ err: error, group }, 'Could not take leave of the group');
    });
    client.close();
  };

  let isAsking = true;
  const ask = async (): Promise<void> => {
    try {
      await member.find(patienceMs);
    } catch (error) {
      // Anything else is tried again below.
      if (error instanceof LogAccessError) throw error;
    } finally {
      isAsking = false;
    }
  };
  const allowed = ask();
  const running = allowed.then(run, () => client.close());
  return {
    allowed,
    async leave() {
      leaving.abort();
      if (isAsking) client.close();
      await running;
    },
  };
}
