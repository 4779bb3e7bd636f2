import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { backoffMs, gatherMs, pause } from './backoff.ts';
import { EventsLostError, whatToCheck } from './errors.ts';
import { type Heads, nameOf } from './heads.ts';
import type { Assignment, EventLog, LogRecord, Subscriber } from './port.ts';

export type PartitionWorker = {
  /** Stops reading and waits for the batch in hand. */
  readonly stop: () => Promise<void>;
  /** Tells that the partition ends there, and was longer when somebody looked before. */
  readonly fell: (end: bigint) => void;
};

export type PartitionWorkerOptions = {
  readonly assignment: Assignment;
  readonly subscriber: Subscriber;
  readonly read: EventLog['read'];
  readonly ends: EventLog['ends'];
  readonly heads: Heads;
  /** Whether somebody tells that the partition `fell`, so that what was consumed last has to be known. */
  readonly mayFall?: boolean;
  readonly batchSize: number;
  readonly logger: Logger;
};

/**
 * Hands the records of one partition to a subscriber, batch after batch, for as long as the partition is
 * assigned. What fails is done again, with growing pauses, until it succeeds or the worker is stopped.
 *
 * A position beyond the partition's end is a failure as well: the log was begun anew, or is another one, and
 * waiting for its end to come past would skip all that is before. So is one that was reached before the end
 * fell, for what is there now may have the old numbers and be something else. Another position puts it right,
 * and so does the record before it, if that is still the one it was: then whoever told of the end was behind,
 * as a broker is that has not heard yet that it leads no more.
 */
export function startPartitionWorker(options: PartitionWorkerOptions): PartitionWorker {
  const { assignment, subscriber, read, ends, heads, batchSize, logger } = options;
  const { mayFall = false } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let fall = new AbortController();
  let awake = AbortSignal.any([signal, fall.signal]);
  /** Where the subscriber stood when the end fell. */
  let doubtful: bigint | undefined;
  /** The record before where the subscriber stands, if it may fall and was there to be read. */
  let consumed: LogRecord | undefined;

  const untilDone = async <T>(doing: string, work: () => Promise<T>): Promise<T | undefined> => {
    for (let failure = 1; !signal.aborted; failure += 1) {
      try {
        return await work();
      } catch (error) {
        logger.warn({ err: error, ...assignment, failure }, `${doing} failed; it is tried again`);
        await pause(backoffMs(failure), signal);
      }
    }
    return undefined;
  };

  const recordBefore = async (position: bigint): Promise<LogRecord | undefined> => {
    try {
      return (await read(assignment, position - 1n, 1))[0];
    } catch (error) {
      // Nobody here needs what was deleted after it was consumed.
      if (error instanceof EventsLostError) return undefined;
      throw error;
    }
  };

  const startAt = async (): Promise<bigint> => {
    // In this order, for the end only grows.
    const position = await subscriber.startAt(assignment);
    if (position === 0n) return position;
    const partitions = await ends(assignment.topic);
    const end = partitions.find(({ partition }) => partition === assignment.partition)?.end ?? 0n;
    const isThere = position <= end;
    const before = mayFall && isThere ? await recordBefore(position) : undefined;
    const known = consumed?.offset === position - 1n ? consumed : undefined;
    const isKept = known && before && isDeepStrictEqual(before, known);
    if (!isKept && (position === doubtful || (known && before))) {
      throw new EventsLostError(
        `${nameOf(assignment)} was begun anew, or cut, after ${position} events of it were consumed; the log has ${end}. ${whatToCheck}`,
      );
    }
    if (isThere) {
      doubtful = undefined;
      consumed = before ?? known;
      return position;
    }
    throw new EventsLostError(
      `${position} events of ${nameOf(assignment)} were consumed, and the log has ${end}. ${whatToCheck}`,
    );
  };
  const start = (): Promise<bigint | undefined> => untilDone('Finding where to start', startAt);

  const run = async (): Promise<void> => {
    let position = await start();
    while (position !== undefined && !signal.aborted) {
      const from: bigint = position;
      await heads.past(assignment, from, awake);
      if (fall.signal.aborted) {
        fall = new AbortController();
        awake = AbortSignal.any([signal, fall.signal]);
        doubtful = from;
        position = await start();
        continue;
      }
      const records = await untilDone('Reading the log', () => read(assignment, from, batchSize));
      const last = records?.at(-1);
      if (!records || !last) {
        // The head promised more than can be read, which only a restored or cut log does.
        await pause(100, signal);
        position = await start();
        continue;
      }
      if (signal.aborted) return;
      await untilDone('Handling a batch', () => subscriber.handle(assignment, records));
      position = last.offset + 1n;
      consumed = last;
      if (records.length < batchSize) await pause(gatherMs, signal);
    }
  };

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
    fell(end) {
      heads.recede(assignment, end);
      fall.abort();
    },
  };
}
