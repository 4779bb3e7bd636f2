import type { WireEvent } from '@outlay/events/envelope.ts';

/** An event at its place in the log. Offsets grow by one per (topic, partition) and are never reused. */
export type LogRecord = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly event: WireEvent;
};

export type Assignment = {
  readonly topic: string;
  readonly partition: number;
};

/**
 * What a consumer group member does with the partitions it is given. The log never stores positions:
 * the member answers where to start, out of its own database, and commits its effect together with
 * the new position there.
 */
export type Subscriber = {
  /** First offset wanted; asked whenever a partition is assigned. */
  readonly startAt: (assignment: Assignment) => Promise<bigint>;
  /**
   * Handles records of one partition in order. The log calls it for one batch of a partition at a time,
   * and calls again with the same records after it throws.
   */
  readonly handle: (assignment: Assignment, records: readonly LogRecord[]) => Promise<void>;
};

export type Subscription = {
  /** Stops handing out records, waits for the batch in hand, and gives the partitions back. */
  readonly stop: () => Promise<void>;
};

/**
 * An append-only log of events, in partitions by key. Delivers at least once, and in order per key.
 * Adapters: `postgres:` (a database of its own), `kafka:`, `memory:` (one process, for tests).
 */
export type EventLog = {
  /**
   * Appends events in the order given and returns once they are kept. Throws when that is not certain;
   * the caller then appends the same events again, and readers may see them twice.
   */
  readonly append: (events: readonly WireEvent[]) => Promise<void>;
  /** Joins a group: each partition of the topics goes to one live member of the group at a time. */
  readonly subscribe: (
    group: string,
    topics: readonly string[],
    subscriber: Subscriber,
  ) => Promise<Subscription>;
  /** Reads a partition from an offset without joining a group; for rebuilds. Empty at the end. */
  readonly read: (assignment: Assignment, from: bigint, limit: number) => Promise<LogRecord[]>;
  /** The partitions of a topic and the offset that the next record of each will get. */
  readonly ends: (topic: string) => Promise<{ partition: number; end: bigint }[]>;
  readonly stop: () => Promise<void>;
};
