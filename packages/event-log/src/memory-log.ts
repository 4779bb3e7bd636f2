import type { WireEvent } from '@outlay/events/envelope.ts';
import type { Logger } from 'pino';
import { createHeads, nameOf } from './heads.ts';
import { partitionOf } from './partition-of.ts';
import { startPartitionWorker, type PartitionWorker } from './partition-worker.ts';
import type { Assignment, EventLog, LogRecord, Subscriber } from './port.ts';

export type MemoryLogOptions = {
  readonly logger: Logger;
  readonly partitions?: number;
  readonly batchSize?: number;
};

type Member = {
  readonly topics: readonly string[];
  readonly subscriber: Subscriber;
  readonly workers: Map<string, PartitionWorker>;
};
type Group = { readonly members: Member[]; rebalancing: Promise<void> };

/** The log of one process, kept only as long as the process lives. For tests. */
export function createMemoryLog(options: MemoryLogOptions): EventLog {
  const { logger, partitions = 4, batchSize = 500 } = options;
  const heads = createHeads();
  const topics = new Map<string, LogRecord[][]>();
  const groups = new Map<string, Group>();

  const recordsOf = (topic: string): LogRecord[][] => {
    const known = topics.get(topic) ?? Array.from({ length: partitions }, () => []);
    topics.set(topic, known);
    return known;
  };

  const read: EventLog['read'] = async ({ topic, partition }, from, limit) =>
    recordsOf(topic)[partition]?.slice(Number(from), Number(from) + limit) ?? [];

  const ends: EventLog['ends'] = async (topic) =>
    recordsOf(topic).map((records, partition) => ({ partition, end: BigInt(records.length) }));

  /** Deals the partitions out in turn. What changes hands is taken from one before another gets it. */
  const rebalance = async (group: Group): Promise<void> => {
    const all = [...new Set(group.members.flatMap((member) => member.topics))].flatMap((topic) =>
      recordsOf(topic).map((_, partition): Assignment => ({ topic, partition })),
    );
    const shares = new Map<Member, Assignment[]>();
    for (const [index, assignment] of all.entries()) {
      const member = group.members[index % group.members.length];
      if (member) shares.set(member, [...(shares.get(member) ?? []), assignment]);
    }
    const kept = (member: Member): string[] => (shares.get(member) ?? []).map(nameOf);
    await Promise.all(
      group.members.flatMap((member) =>
        [...member.workers]
          .filter(([name]) => !kept(member).includes(name))
          .map(async ([name, worker]) => {
            await worker.stop();
            member.workers.delete(name);
          }),
      ),
    );
    for (const [member, share] of shares) {
      for (const assignment of share.filter((one) => !member.workers.has(nameOf(one)))) {
        const { subscriber } = member;
        const worker = startPartitionWorker({
          assignment,
          subscriber,
          read,
          ends,
          heads,
          batchSize,
          logger,
        });
        member.workers.set(nameOf(assignment), worker);
      }
    }
  };

  /** Members come and go one after the other, so that no partition is ever with two of them. */
  const change = (group: Group, work: () => unknown): Promise<void> => {
    const before = group.rebalancing;
    const changing = async (): Promise<void> => {
      await before;
      await work();
      await rebalance(group);
    };
    group.rebalancing = changing();
    return group.rebalancing;
  };

  const stopWorkers = async (member: Member): Promise<void> => {
    await Promise.all([...member.workers.values()].map((worker) => worker.stop()));
  };

  const leave = async (group: Group, member: Member): Promise<void> => {
    // At once, and again when it is its turn, for a change before it may have given it more.
    await Promise.all([
      stopWorkers(member),
      change(group, async () => {
        const place = group.members.indexOf(member);
        if (place !== -1) group.members.splice(place, 1);
        await stopWorkers(member);
      }),
    ]);
  };

  return {
    async append(events: readonly WireEvent[]) {
      // A copy as JSON, as any other log would make it: nobody shares objects through the log.
      for (const event of JSON.parse(JSON.stringify(events)) as WireEvent[]) {
        const { topic } = event;
        const partition = partitionOf(event.key, recordsOf(topic).length);
        const records = recordsOf(topic)[partition] ?? [];
        records.push({ topic, partition, offset: BigInt(records.length), event });
        heads.advance({ topic, partition }, BigInt(records.length));
      }
    },
    async subscribe(groupName, topics, subscriber) {
      const group = groups.get(groupName) ?? { members: [], rebalancing: Promise.resolve() };
      groups.set(groupName, group);
      const member: Member = { topics, subscriber, workers: new Map() };
      await change(group, () => group.members.push(member));
      return { stop: () => leave(group, member) };
    },
    read,
    ends,
    async stop() {
      const leaving = [...groups.values()].flatMap((group) =>
        group.members.map((member) => () => leave(group, member)),
      );
      await Promise.all(leaving.map((go) => go()));
    },
  };
}
