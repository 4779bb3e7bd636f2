import type { Logger } from 'pino';
import { backoffMs, gatherMs, pause } from './backoff.ts';
import type { Heads } from './heads.ts';
import type { Assignment, EventLog, Subscriber } from './port.ts';

export type PartitionWorker = {
  /** Stops reading and waits for the batch in hand. */
  readonly stop: () => Promise<void>;
};

export type PartitionWorkerOptions = {
  readonly assignment: Assignment;
  readonly subscriber: Subscriber;
  readonly read: EventLog['read'];
  readonly heads: Heads;
  readonly batchSize: number;
  readonly logger: Logger;
};

/**
 * Hands the records of one partition to a subscriber, batch after batch, for as long as the partition is
 * assigned. What fails is done again, with growing pauses, until it succeeds or the worker is stopped.
 */
export function startPartitionWorker(options: PartitionWorkerOptions): PartitionWorker {
  const { assignment, subscriber, read, heads, batchSize, logger } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

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

  const run = async (): Promise<void> => {
    let position = await untilDone('Asking for the position', () => subscriber.startAt(assignment));
    while (position !== undefined && !signal.aborted) {
      const from: bigint = position;
      await heads.past(assignment, from, signal);
      const records = await untilDone('Reading the log', () => read(assignment, from, batchSize));
      const last = records?.at(-1);
      if (!records || !last) {
        // The head promised more than can be read, which only a restored or cut log does.
        await pause(100, signal);
        continue;
      }
      if (signal.aborted) return;
      await untilDone('Handling a batch', () => subscriber.handle(assignment, records));
      position = last.offset + 1n;
      if (records.length < batchSize) await pause(gatherMs, signal);
    }
  };

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
