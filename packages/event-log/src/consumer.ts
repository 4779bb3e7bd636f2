import { EventContractError, type EventContract, type EventOf } from '@outlay/events/contract.ts';
import { transaction } from '@outlay/service-kit/transaction.ts';
import type { Logger } from 'pino';
import type postgres from 'postgres';
import { backoffMs, pause } from './backoff.ts';
import { buryRecord, countDeadLetters } from './dead-letters.ts';
import { isInfrastructureError } from './infrastructure-error.ts';
import { applySeconds, consumed, watchConsumer } from './metrics.ts';
import type { Assignment, EventLog, LogRecord } from './port.ts';
import { advance, consumedSequences, lockPosition, startPosition } from './positions.ts';
import { caughtUp, lag, type PartitionLag } from './progress.ts';
import { placeOf, selectNew } from './selection.ts';
import { type Carry, inConsumerSpans } from './spans.ts';

export type ConsumerOptions<
  Contract extends EventContract,
  Types extends Record<string, unknown> = {},
> = {
  readonly log: EventLog;
  /** The consumer's own database, with the tables of `consumerTables`. */
  readonly sql: postgres.Sql<Types>;
  readonly group: string;
  readonly topics: readonly string[];
  /** The events it understands; others of its topics pass by. */
  readonly contracts: readonly Contract[];
  /**
   * The effect: new events, in order per key, in the transaction that also moves the position. Everything
   * it does must go through `tx`; what it throws rolls all of it back.
   */
  readonly apply: (
    tx: postgres.TransactionSql<Types>,
    events: readonly EventOf<Contract>[],
  ) => Promise<void>;
  /** Told of what was applied, after commit: to wake a relay or push to open clients. May be lost in a crash. */
  readonly afterCommit?: (events: readonly EventOf<Contract>[]) => void;
  readonly logger: Logger;
  /** How often one event may fail before it becomes a dead letter. */
  readonly maxTries?: number;
};

export type Consumer = {
  /** Resolves when everything that is in the log now has been consumed, by whichever member. */
  readonly caughtUp: (signal?: AbortSignal) => Promise<void>;
  readonly lag: () => Promise<PartitionLag[]>;
  /** Waits for the batch in hand. */
  readonly stop: () => Promise<void>;
};

/**
 * Consumes topics with an exactly-once effect: the effect, the position in the partition and the last
 * sequence of each key are committed together, and a transaction starts by locking that position. So
 * redelivery, replay, doubled appends and a second member with the same partition change nothing twice.
 *
 * A batch that fails is done again event by event. An event that breaks its contract becomes a dead
 * letter at once, for parsing it again gives the same; one whose effect fails does so after `maxTries`,
 * with short growing pauses. The dead letter is written in the transaction that moves past the event.
 * Errors of the surroundings (see {@link isInfrastructureError}) count for nothing: the log hands the
 * batch over again until it succeeds.
 */
export async function startConsumer<
  Contract extends EventContract,
  Types extends Record<string, unknown> = {},
>(options: ConsumerOptions<Contract, Types>): Promise<Consumer> {
  const { log, sql, group, topics, contracts, logger, maxTries = 5 } = options;

  /**
   * One transaction over records that were read from offset `from`. Gives the offset that the group wants
   * next of the partition; when somebody set that back below `from`, nothing was done.
   */
  const commit = async (
    assignment: Assignment,
    from: bigint,
    records: readonly LogRecord[],
    effect: (
      tx: postgres.TransactionSql<Types>,
      fresh: readonly LogRecord[],
    ) => Promise<readonly EventOf<Contract>[]>,
  ): Promise<bigint> => {
    let applied: readonly EventOf<Contract>[] = [];
    const position = await transaction(sql, async (tx) => {
      const wanted = await lockPosition(tx, group, assignment);
      const fresh = records.filter((record) => record.offset >= wanted);
      const last = fresh.at(-1);
      if (!last || wanted < from) return wanted;
      applied = await effect(tx, fresh);
      return last.offset + 1n;
    });
    if (applied.length > 0) {
      consumed.inc({ group, topic: assignment.topic }, applied.length);
      tellAfterCommit(applied);
    }
    return position;
  };

  const tellAfterCommit = (events: readonly EventOf<Contract>[]): void => {
    try {
      options.afterCommit?.(events);
    } catch (error) {
      logger.error({ err: error, group }, 'A listener failed after the commit');
    }
  };

  const applyAll = async (
    tx: postgres.TransactionSql<Types>,
    assignment: Assignment,
    fresh: readonly LogRecord[],
    carry: Carry,
  ): Promise<readonly EventOf<Contract>[]> => {
    const keys = [...new Set(fresh.map((record) => placeOf(record.event).key))];
    const known = await consumedSequences(tx, group, assignment.topic, keys);
    const { events, sequences, gaps } = selectNew(fresh, known, contracts);
    for (const gap of gaps) {
      logger.error({ group, ...assignment, ...gap }, 'Events of this key are missing from the log');
    }
    if (events.length > 0) await options.apply(tx, carry(events));
    await advance(
      tx,
      group,
      { ...assignment, offset: (fresh.at(-1)?.offset ?? -1n) + 1n },
      sequences,
    );
    return events;
  };

  const consume = (
    assignment: Assignment,
    from: bigint,
    records: readonly LogRecord[],
  ): Promise<bigint> =>
    timed(group, () =>
      inConsumerSpans(group, (carry) =>
        commit(assignment, from, records, (tx, fresh) => applyAll(tx, assignment, fresh, carry)),
      ),
    );

  const consumeOne = async (
    assignment: Assignment,
    from: bigint,
    record: LogRecord,
  ): Promise<bigint> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await consume(assignment, from, [record]);
      } catch (error) {
        if (isInfrastructureError(error)) throw error;
        if (tries >= maxTries || error instanceof EventContractError) {
          const { offset, event } = record;
          logger.error(
            { err: error, group, ...assignment, offset, event: event.id },
            'Dead letter',
          );
          return commit(assignment, from, [record], async (tx) => {
            await buryRecord(tx, group, record, error, tries);
            return [];
          });
        }
        await pause(backoffMs(tries));
      }
    }
  };

  const consumeBatch = async (
    assignment: Assignment,
    from: bigint,
    records: readonly LogRecord[],
  ): Promise<bigint> => {
    if (records.length > 1) {
      try {
        return await consume(assignment, from, records);
      } catch (error) {
        if (isInfrastructureError(error)) throw error;
        logger.warn({ err: error, group, ...assignment }, 'A batch failed; going event by event');
      }
    }
    let done = from;
    for (const record of records) {
      const position = await consumeOne(assignment, done, record);
      if (position <= record.offset) return position;
      done = record.offset + 1n;
    }
    return done;
  };

  /** Consumes records. When the position was set back below them, reads what comes before them first. */
  const handle = async (assignment: Assignment, records: readonly LogRecord[]): Promise<void> => {
    const end = (records.at(-1)?.offset ?? -1n) + 1n;
    let from = records[0]?.offset ?? 0n;
    for (let batch = records; batch.length > 0;) {
      from = await consumeBatch(assignment, from, batch);
      if (from >= end) return;
      batch = await log.read(assignment, from, records.length);
    }
  };

  const subscription = await log.subscribe(group, topics, {
    startAt: (assignment) => startPosition(sql, group, assignment),
    handle,
  });
  const unwatch = watchConsumer({
    group,
    lag: () => lag({ sql, log, group, topics }),
    deadLetters: () => countDeadLetters(sql, group),
  });
  return {
    caughtUp: (signal) => caughtUp({ sql, log, group, topics, signal }),
    lag: () => lag({ sql, log, group, topics }),
    async stop() {
      unwatch();
      await subscription.stop();
    },
  };
}

async function timed<T>(group: string, apply: () => Promise<T>): Promise<T> {
  const end = applySeconds.startTimer({ group });
  try {
    const result = await apply();
    end({ outcome: 'committed' });
    return result;
  } catch (error) {
    end({ outcome: 'failed' });
    throw error;
  }
}
