import type { EventContract, EventContractError, EventOf } from '@outlay/events/contract.ts';
import { EventsLostError, whatToCheck } from './errors.ts';
import type { EventLog, LogRecord } from './port.ts';
import { nameOf } from './heads.ts';
import type { LogPosition } from './positions.ts';
import { selectNew } from './selection.ts';

/** How far a replay has come; hand it to the next one to go on from there. */
export type ReplayState = {
  readonly positions: readonly LogPosition[];
  /** The last sequence of each key, by topic. */
  readonly sequences: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
};

export type ReplayOptions<Contract extends EventContract> = {
  readonly log: EventLog;
  readonly topics: readonly string[];
  readonly contracts: readonly Contract[];
  /** Gets every event once, in order per key, in batches; nothing is read ahead while it works. */
  readonly onEvents: (events: readonly EventOf<Contract>[]) => Promise<void>;
  /** Where to stop; by default at the ends of the partitions as they are now. */
  readonly until?: readonly LogPosition[];
  /** Where an earlier replay stopped. */
  readonly from?: ReplayState;
  /** Told of events that break their contract, which are left out. Without it the replay throws. */
  readonly onBroken?: (record: LogRecord, error: EventContractError) => void;
  readonly batchSize?: number;
};

/**
 * Reads topics from their beginning, without joining a group, to build something anew.
 *
 * To replace what a live consumer keeps: replay until the group's positions (not to the ends: the consumer
 * may be behind them, and would apply what lies between once more); then, in one transaction, lock those
 * positions (`positionsOf(tx, group, topics, true)`), replay on from the first result until exactly where
 * they are now, and swap the tables. The consumer waits meanwhile and goes on with the new ones.
 *
 * Throws an {@link EventsLostError} when the log lacks records below `until`: before any event is handed
 * over when it ends too early, and otherwise where the hole is. What was built so far must not be used.
 * Throws a `RangeError` when `from` lies beyond `until`.
 */
export async function replay<Contract extends EventContract>(
  options: ReplayOptions<Contract>,
): Promise<ReplayState> {
  const { log, topics, contracts, onEvents, from, onBroken, batchSize = 500 } = options;
  const ends = await currentEnds(log, topics);
  const until = options.until ?? ends;
  for (const target of until) refuseIfShort(target, ends);
  const sequences = new Map(
    topics.map((topic) => [topic, new Map(from?.sequences.get(topic) ?? [])] as const),
  );

  for (const target of until) {
    const consumed = sequences.get(target.topic) ?? new Map<string, bigint>();
    const start = from?.positions.find((one) => nameOf(one) === nameOf(target))?.offset ?? 0n;
    if (start > target.offset) {
      throw new RangeError(`The replay of ${nameOf(target)} is beyond where it is to stop`);
    }
    for (let position = start; position < target.offset;) {
      const left = target.offset - position;
      const limit = left < BigInt(batchSize) ? Number(left) : batchSize;
      const records = await log.read(target, position, limit);
      const last = records.at(-1);
      if (!last || records[0]?.offset !== position) throw missing(target, position);
      const selection = selectNew(records, consumed, contracts, onBroken);
      if (selection.events.length > 0) await onEvents(selection.events);
      for (const [key, sequence] of selection.sequences) consumed.set(key, sequence);
      position = last.offset + 1n;
    }
  }
  return { positions: until, sequences };
}

function refuseIfShort(target: LogPosition, ends: readonly LogPosition[]): void {
  const end = ends.find((one) => nameOf(one) === nameOf(target))?.offset ?? 0n;
  if (end < target.offset) throw missing(target, end);
}

function missing(target: LogPosition, offset: bigint): EventsLostError {
  return new EventsLostError(
    `The log has no event ${offset} of ${nameOf(target)}, of which ${target.offset} were there before. ` +
      whatToCheck,
  );
}

async function currentEnds(log: EventLog, topics: readonly string[]): Promise<LogPosition[]> {
  const perTopic = await Promise.all(
    topics.map(async (topic) =>
      (await log.ends(topic)).map(({ partition, end }) => ({ topic, partition, offset: end })),
    ),
  );
  return perTopic.flat();
}
