import { EventsLostError } from './errors.ts';
import { nameOf } from './heads.ts';
import { refusalOf, type KafkaClient } from './kafka-client.ts';
import { byLeader, fetchFrom, listOffsets } from './kafka-fetch.ts';
import type { Assignment, EventLog, LogRecord } from './port.ts';

export type KafkaReader = {
  readonly read: EventLog['read'];
  /** Records that somebody happens to have, kept for the next read where they fit; and the end. */
  readonly offer: (assignment: Assignment, records: readonly LogRecord[], end: bigint) => void;
};

const maxBytes = 1024 * 1024;
/** Records kept ahead per partition at most. */
const maxAhead = 5_000;

/**
 * Reads partitions from any offset, without a group. A fetch gives as much as fits into 1 MB; what the
 * caller did not ask for is kept for its next read.
 */
export function createKafkaReader(client: KafkaClient, prefix: string): KafkaReader {
  const ahead = new Map<string, readonly LogRecord[]>();
  /** How far each partition was known to reach when it was last asked. */
  const ends = new Map<string, bigint>();

  /** Takes what is kept from an offset on; what lies before it will not be asked for again. */
  const take = (name: string, from: bigint, limit: number): readonly LogRecord[] => {
    const left = (ahead.get(name) ?? []).filter((record) => record.offset >= from);
    const taken = left[0]?.offset === from ? left.slice(0, limit) : [];
    const rest = left.slice(taken.length);
    if (rest.length > 0) ahead.set(name, rest);
    else ahead.delete(name);
    return taken;
  };

  const offer: KafkaReader['offer'] = (assignment, records, end) => {
    const name = nameOf(assignment);
    // Of a log that was begun anew nothing that is kept is left.
    if (end < (ends.get(name) ?? 0n)) ahead.delete(name);
    ends.set(name, end);
    const known = ahead.get(name) ?? [];
    const [first] = records;
    const last = known.at(-1);
    if (!first || known.length + records.length > maxAhead) return;
    if (last && last.offset + 1n !== first.offset) return;
    ahead.set(name, [...known, ...records]);
  };

  const fetchOnce = async (
    assignment: Assignment,
    from: bigint,
  ): Promise<{ records: readonly LogRecord[]; end: bigint }> =>
    client.use(async (cluster) => {
      await cluster.addTargetTopic(prefix + assignment.topic);
      const [nodeId = ''] = byLeader(cluster, prefix, [assignment]).keys();
      const broker = await cluster.findBroker({ nodeId });
      try {
        const [fetched] = await fetchFrom(broker, prefix, [{ ...assignment, from }], {
          maxWaitMs: 0,
          maxBytes,
        });
        return fetched ?? { records: [], end: from };
      } catch (error) {
        if (refusalOf(error) !== 'OFFSET_OUT_OF_RANGE') throw error;
        const { topic, partition } = assignment;
        const [first] = await listOffsets(cluster, prefix + topic, [partition], 'earliest');
        if (first && from < first.offset) throw lost(assignment, from, first.offset);
        // Beyond the end, which only a restored or cut log has.
        return { records: [], end: from };
      }
    });

  return {
    offer,
    async read(assignment, from, limit) {
      const name = nameOf(assignment);
      const records: LogRecord[] = [];
      let next = from;
      do {
        let more = take(name, next, limit - records.length);
        if (more.length === 0) {
          const fetched = await fetchOnce(assignment, next);
          more = fetched.records.slice(0, limit - records.length);
          offer(assignment, fetched.records.slice(more.length), fetched.end);
        }
        const last = more.at(-1);
        if (!last) break;
        records.push(...more);
        next = last.offset + 1n;
      } while (records.length < limit && next < (ends.get(name) ?? 0n));
      return records;
    },
  };
}

function lost({ topic, partition }: Assignment, from: bigint, first: bigint): EventsLostError {
  return new EventsLostError(
    `Events ${from} to ${first - 1n} of ${topic}/${partition} have been deleted from Kafka`,
  );
}
