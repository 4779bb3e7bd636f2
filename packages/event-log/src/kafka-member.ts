import kafkajs, { type Broker, type Cluster } from 'kafkajs';
import { refusalOf, type GroupBroker, type KafkaClient } from './kafka-client.ts';
import { assignPartitions } from './kafka-assign.ts';
import type { KafkaTopics } from './kafka-topics.ts';
import type { Assignment } from './port.ts';

const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol;

/** How long Kafka takes a silent member for alive; no broker takes less by default. */
export const sessionTimeoutMs = 6_000;
/** How long a rebalance waits for a member that is still busy with the batch in hand. */
const rebalanceTimeoutMs = 10_000;

export type MemberOptions = {
  readonly client: KafkaClient;
  readonly topics: KafkaTopics;
  readonly prefix: string;
  readonly group: string;
  readonly subscribed: readonly string[];
};

/** A member of a group in the eyes of the group's coordinator. */
export type KafkaMember = {
  /** Looks for the coordinator, who tells only those who may know of the group. */
  readonly find: (timeoutMs: number) => Promise<unknown>;
  /** Joins, or joins again, and gives this member's share of the partitions. */
  readonly join: () => Promise<Assignment[]>;
  /** Says that it lives. `rebalance`: it has to join again; `expelled`: it has no partitions any more. */
  readonly heartbeat: () => Promise<'stable' | 'rebalance' | 'expelled'>;
  /** Gives its share to the others at once. */
  readonly leave: () => Promise<void>;
};

/**
 * The four requests of a group (https://kafka.apache.org/protocol#The_Messages_JoinGroup and those that
 * follow it). Offsets are never committed to Kafka: where to start stands in the subscriber's database.
 */
export function createKafkaMember(options: MemberOptions): KafkaMember {
  const { client, topics, prefix, subscribed } = options;
  const groupId = prefix + options.group;
  let memberId = '';
  let generationId = -1;
  /** Known as long as the connections last: one that is no longer the coordinator refuses, and they end. */
  const coordinators = new WeakMap<Cluster, Promise<Broker>>();

  /** Where all brokers refuse, kafkajs keeps to itself what they had against it, so one is asked again. */
  const findCoordinator = async (cluster: Cluster): Promise<Broker> => {
    try {
      return await cluster.findGroupCoordinator({ groupId });
    } catch (error) {
      if ((error as Error).name !== 'KafkaJSGroupCoordinatorNotFound') throw error;
      const broker = (await cluster.findControllerBroker()) as GroupBroker;
      await broker.findGroupCoordinator({ groupId, coordinatorType: 0 });
      throw error;
    }
  };

  const withCoordinator = <T>(
    work: (coordinator: GroupBroker) => Promise<T>,
    timeoutMs?: number,
  ): Promise<T> =>
    client.use(async (cluster) => {
      const found = coordinators.get(cluster) ?? findCoordinator(cluster);
      coordinators.set(cluster, found);
      return work((await found) as GroupBroker);
    }, timeoutMs);

  /** Dealt by whoever leads the group, out of the partitions as they are. */
  const deal = async (members: { memberId: string; memberMetadata: Buffer }[]) => {
    const known = members.map((member) => ({
      memberId: member.memberId,
      topics: MemberMetadata.decode(member.memberMetadata)?.topics ?? [],
    }));
    const wanted = [...new Set(known.flatMap((member) => member.topics))];
    const perTopic = await Promise.all(
      wanted.map(async (topic) =>
        Array.from({ length: await topics.partitionsOf(topic) }, (_, partition): Assignment => ({
          topic,
          partition,
        })),
      ),
    );
    const shares = assignPartitions(known, perTopic.flat());
    return [...shares].map(([memberId, share]) => ({
      memberId,
      memberAssignment: MemberAssignment.encode({
        version: 1,
        assignment: Object.fromEntries(
          [...Map.groupBy(share, (one) => one.topic)].map(([topic, places]) => [
            topic,
            places.map((place) => place.partition),
          ]),
        ),
        userData: Buffer.alloc(0),
      }),
    }));
  };

  /** Under an id that the coordinator still knows, joining again leaves no ghost to be waited for. */
  const forgetIfUnknown = (error: unknown): void => {
    if (refusalOf(error) === 'UNKNOWN_MEMBER_ID') memberId = '';
  };

  const joinOnce = (): Promise<Assignment[] | undefined> =>
    withCoordinator(async (coordinator) => {
      const metadata = MemberMetadata.encode({
        version: 1,
        topics: [...subscribed],
        userData: Buffer.alloc(0),
      });
      try {
        const joined = await coordinator.joinGroup({
          groupId,
          sessionTimeout: sessionTimeoutMs,
          rebalanceTimeout: rebalanceTimeoutMs,
          memberId,
          groupProtocols: [{ name: 'outlay', metadata }],
        });
        ({ memberId, generationId } = joined);
        const groupAssignment = memberId === joined.leaderId ? await deal(joined.members) : [];
        const { memberAssignment } = await coordinator.syncGroup({
          groupId,
          generationId,
          memberId,
          groupAssignment,
        });
        const { assignment = {} } = MemberAssignment.decode(memberAssignment) ?? {};
        return Object.entries(assignment).flatMap(([topic, partitions]) =>
          partitions.map((partition) => ({ topic, partition })),
        );
      } catch (error) {
        if (!verdictOf(error)) throw error;
        forgetIfUnknown(error);
        return undefined;
      }
    }, rebalanceTimeoutMs + 10_000);

  return {
    find: (timeoutMs) => withCoordinator(async () => undefined, timeoutMs),
    async join() {
      for (let attempt = 1; attempt <= 20; attempt += 1) {
        const share = await joinOnce();
        if (share) return share;
      }
      throw new Error(`The Kafka group ${groupId} does not come to rest`);
    },
    heartbeat: () =>
      withCoordinator(async (coordinator) => {
        try {
          await coordinator.heartbeat({ groupId, groupGenerationId: generationId, memberId });
          return 'stable';
        } catch (error) {
          const verdict = verdictOf(error);
          if (!verdict) throw error;
          forgetIfUnknown(error);
          return verdict;
        }
      }, sessionTimeoutMs),
    async leave() {
      if (memberId === '') return;
      const leaving = memberId;
      memberId = '';
      await withCoordinator(
        (coordinator) => coordinator.leaveGroup({ groupId, memberId: leaving }),
        sessionTimeoutMs,
      );
    },
  };
}

/** What a refusal says about the membership; nothing when it speaks of something else. */
function verdictOf(error: unknown): 'rebalance' | 'expelled' | undefined {
  switch (refusalOf(error)) {
    case 'REBALANCE_IN_PROGRESS':
      return 'rebalance';
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
      return 'expelled';
    default:
      return undefined;
  }
}
