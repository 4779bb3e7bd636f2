import { EventsLostError, whatToCheck } from '@outlay/event-log/errors.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
import { positionsOf } from '@outlay/event-log/positions.ts';
import { replay, type ReplayState } from '@outlay/event-log/replay.ts';
import { categoryChanged, transactionPosted, transactionReversed } from '@outlay/events/ledger.ts';
import type { EventOf } from '@outlay/events/contract.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { categoryOf } from '../consumers/on-category-changed.ts';
import { effectsOf, totalsOf } from '../domain/aggregate.ts';
import { lockBooks } from '../store/books.ts';
import { keepCategories } from '../store/categories.ts';
import type { Connection, Sql, Transaction } from '../store/connection.ts';
import { decideSpending } from '../store/decide-spending.ts';
import { consumerGroup, ledgerTopic } from '../store/position.ts';
import { addToTotals } from '../store/totals.ts';
import {
  createRebuiltTables,
  type Difference,
  differences,
  dropRebuiltTables,
  putInPlace,
  rebuiltSchema,
  rebuiltSpending,
} from '../store/rebuilt-tables.ts';

export type { Difference };

export type RebuildOptions = {
  /** reporting's own database; a running reporting may go on using it. */
  readonly databaseUrl: string;
  readonly eventLog: EventLog;
  readonly now?: () => Date;
};

const contracts = [categoryChanged, transactionPosted, transactionReversed] as const;
type LedgerEvent = EventOf<(typeof contracts)[number]>;

/**
 * Rebuilds the aggregates from the log's beginning and compares them, row for row, with the live ones as
 * they are at one moment. Holds up nobody: that moment is a snapshot, in which the totals and the
 * consumer's positions belong together. Gives the rows that differ; none, when all is well.
 */
export function compareAggregates(options: RebuildOptions): Promise<Difference[]> {
  return rebuilding(options, (sql, catchUp) =>
    sql.begin('isolation level repeatable read', async (tx) => {
      await catchUp(tx);
      return differences(tx);
    }),
  );
}

/**
 * Rebuilds the aggregates from the log's beginning and puts them in place of the live ones, in one
 * transaction. Most of it happens beside live consumption, which only stands still while the last events
 * are read and the tables compared. Crossings are decisions and stay; where a total was wrong, the
 * budgets that watch it are decided again, so only what was never told is told. Gives the rows that
 * differed. Changes nothing and throws an {@link EventsLostError} when this isn't the log that the live
 * ones were made from, or not all of it: what it lacks would be deleted.
 */
export function rebuildAggregates(options: RebuildOptions): Promise<Difference[]> {
  const { now = () => new Date() } = options;
  return rebuilding(options, (sql, catchUp) =>
    sql.begin('isolation level read committed', async (tx) => {
      // Every consumer's transaction starts with a lock on this table, so they wait here and nowhere else.
      await tx`LOCK TABLE consumer_positions IN EXCLUSIVE MODE`;
      await tx`LOCK TABLE dead_letters IN SHARE MODE`;
      await catchUp(tx);
      const found = await differences(tx);
      const spending = await rebuiltSpending(tx);
      const books = await lockBooks(
        tx,
        spending.map((one) => one.bookId),
      );
      await putInPlace(tx);
      await decideSpending(tx, spending, books, now());
      return found;
    }),
  );
}

/** Goes on from where the rebuild is to exactly what the live aggregates include, as the transaction sees it. */
type CatchUp = (tx: Transaction) => Promise<void>;

async function rebuilding<Result>(
  { databaseUrl, eventLog }: RebuildOptions,
  finish: (sql: Sql, catchUp: CatchUp) => Promise<Result>,
): Promise<Result> {
  const { sql, close } = openDatabase(databaseUrl, {
    applicationName: 'reporting rebuild',
    maxConnections: 3,
    // Tables are compared and swapped whole, and another rebuild may be waited for.
    statementMs: Infinity,
  });
  try {
    const turn = await sql.reserve();
    // One rebuild at a time; another waits for its turn.
    await turn`SELECT pg_advisory_lock(hashtextextended('reporting rebuild', 0))`;
    try {
      await createRebuiltTables(sql);
      const rebuild = startRebuild(eventLog);
      await rebuild(sql, async (work) => {
        await sql.begin(work);
      });
      return await finish(sql, async (tx) => {
        const { sequences } = await rebuild(tx, (work) => work(tx));
        await refuseAnotherLog(tx, sequences.get(ledgerTopic) ?? new Map());
      });
    } finally {
      await dropRebuiltTables(sql);
      await turn`SELECT pg_advisory_unlock(hashtextextended('reporting rebuild', 0))`;
      turn.release();
    }
  } finally {
    await close();
  }
}

/**
 * Each call of what it gives brings the rebuilt tables up to the positions that `sql` sees. Dead letters
 * are left out, as the consumer left them out; one that was applied later is made up for.
 */
function startRebuild(log: EventLog) {
  let state: ReplayState | undefined;
  let leftOut: LedgerEvent[] = [];
  return async (
    sql: Connection,
    within: (work: (tx: Transaction) => Promise<void>) => Promise<void>,
  ): Promise<ReplayState> => {
    const until = await positionsOf(sql, consumerGroup, [ledgerTopic]);
    const dead = await deadEventIds(sql);
    const add = async (events: readonly LedgerEvent[]): Promise<void> => {
      leftOut.push(...events.filter((event) => dead.has(event.id)));
      await within((tx) =>
        addEvents(
          tx,
          events.filter((event) => !dead.has(event.id)),
        ),
      );
    };
    const applied = leftOut.filter((event) => !dead.has(event.id));
    leftOut = leftOut.filter((event) => dead.has(event.id));
    state = await replay({
      log,
      topics: [ledgerTopic],
      contracts,
      until,
      from: state,
      onEvents: add,
      // The consumer made a dead letter of it, or will.
      onBroken: () => {},
    });
    await within((tx) => addEvents(tx, applied));
    return state;
  };
}

/**
 * A log may reach as far as the consumer's positions and still be another one. Then it lacks events that
 * the consumer has had. So it does where positions were set back: the consumer has to catch up first.
 */
async function refuseAnotherLog(
  tx: Transaction,
  sequences: ReadonlyMap<string, bigint>,
): Promise<void> {
  const keys = await tx<{ key: string; sequence: bigint }[]>`
    SELECT key, sequence FROM consumer_keys
    WHERE consumer_group = ${consumerGroup} AND topic = ${ledgerTopic}`;
  const lacking = keys.filter(({ key, sequence }) => (sequences.get(key) ?? 0n) < sequence);
  if (lacking.length === 0) return;
  throw new EventsLostError(
    `Below where reporting stands, the log lacks events of ${lacking.length} of ${keys.length} books ` +
      `that reporting has applied. Nothing was changed. ${whatToCheck}`,
  );
}

async function deadEventIds(sql: Connection): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`
    SELECT event->>'id' AS id FROM dead_letters
    WHERE consumer_group = ${consumerGroup} AND topic = ${ledgerTopic}`;
  return new Set(rows.map((row) => row.id));
}

async function addEvents(tx: Transaction, events: readonly LedgerEvent[]): Promise<void> {
  const categories = events.filter((event) => event.type === 'ledger.category-changed');
  const effects = events
    .filter((event) => event.type !== 'ledger.category-changed')
    .flatMap(effectsOf);
  await addToTotals(tx, `${rebuiltSchema}.daily_totals`, totalsOf(effects, 'DAY'));
  await addToTotals(tx, `${rebuiltSchema}.monthly_totals`, totalsOf(effects, 'MONTH'));
  if (categories.length > 0) {
    await keepCategories(tx, categories.map(categoryOf), `${rebuiltSchema}.categories`);
  }
}
