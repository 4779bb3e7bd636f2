import { backoffMs, pause } from './backoff.ts';
import { createBell } from './bell.ts';
import { nameOf } from './heads.ts';
import {
  startPartitionWorker,
  type PartitionWorker,
  type PartitionWorkerOptions,
} from './partition-worker.ts';
import type { Assignment } from './port.ts';
import { arrayLiteral, openSession, type Session } from './session.ts';

export type GroupOptions = Omit<PartitionWorkerOptions, 'assignment'> & {
  readonly url: string;
  readonly group: string;
  readonly topics: readonly string[];
  readonly pollMs: number;
};

export type Membership = { readonly leave: () => Promise<void> };

type Held = {
  readonly assignment: Assignment;
  readonly lock: string;
  readonly worker: PartitionWorker;
};
type PartitionRow = Assignment & {
  next_offset: string;
  lock: string;
  taken: boolean;
  members: number;
};

/**
 * Joins a group of the PostgreSQL log. Resolves once joined; throws when the database cannot be reached.
 *
 * Everything that makes a member hangs on one session: a shared advisory lock that says "one member is
 * here", an exclusive one for each partition it holds, and the LISTENs. When its process dies the
 * session ends and PostgreSQL takes all of it back at once; there are no rows to expire and no clocks.
 *
 * Each round (when rung by a notification, or after `pollMs`) a member looks at who holds what. Its fair
 * share is the number of partitions divided by that of members, rounded up: holding more it gives some
 * back, each after the batch in hand; holding less it takes free ones. The shares add up to at least all
 * partitions, so none stays free. All members of a group must subscribe to the same topics.
 *
 * A member that lost its session may still be busy with a batch while another has the partition: the
 * subscriber's own positions, not this lock, make the effect happen once.
 */
export async function joinGroup(options: GroupOptions): Promise<Membership> {
  const { url, group, topics, heads, pollMs, logger } = options;
  const bell = createBell();
  const leaving = new AbortController();
  const held = new Map<string, Held>();
  const givingBack = new Map<string, Promise<void>>();
  const memberLock = `${group} members`;

  const onNotify = (channel: string, payload: string): void => {
    if (channel === 'event_log_groups') {
      if (payload === group) bell.ring();
      return;
    }
    const [, topic, partition, end] = /^(.+)\/(\d+)\/(\d+)$/.exec(payload) ?? [];
    if (topic && partition && end && topics.includes(topic)) {
      heads.advance({ topic, partition: Number(partition) }, BigInt(end));
    }
  };

  const join = async (): Promise<Session> => {
    const session = await openSession(url, { name: `event log: ${group}`, onNotify });
    try {
      const { sql } = session;
      await sql`LISTEN event_log`;
      await sql`LISTEN event_log_groups`;
      await sql`SELECT pg_advisory_lock_shared(hashtextextended(${memberLock}, 0))`;
      await sql`SELECT pg_notify('event_log_groups', ${group})`;
      return session;
    } catch (error) {
      await session.end();
      throw error;
    }
  };

  /** What there is, who has it, and how far it reaches. A bigint lock shows in pg_locks as two halves. */
  const look = ({ sql }: Session): Promise<PartitionRow[]> => sql<PartitionRow[]>`
    WITH locks AS MATERIALIZED (
      SELECT (classid::bigint << 32) | objid::bigint AS lock, mode FROM pg_locks
      WHERE locktype = 'advisory' AND objsubid = 1 AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ), partitions AS (
      SELECT topic, partition, next_offset,
             hashtextextended(${group} || '/' || topic || '/' || partition, 0) AS lock
      FROM event_log_partitions WHERE topic = ANY(${arrayLiteral(topics)}::text[])
    )
    SELECT topic, partition, next_offset, lock,
           lock IN (SELECT lock FROM locks WHERE mode = 'ExclusiveLock') AS taken,
           (SELECT count(*)::int FROM locks
            WHERE mode = 'ShareLock' AND lock = hashtextextended(${memberLock}, 0)) AS members
    FROM partitions ORDER BY topic, partition`;

  const take = async (
    { sql }: Session,
    signal: AbortSignal,
    free: PartitionRow[],
    wanted: number,
  ): Promise<void> => {
    const candidates = free.slice(0, wanted);
    const locked = await sql<{ lock: string }[]>`
      SELECT lock FROM unnest(${arrayLiteral(candidates.map((row) => row.lock))}::bigint[]) AS candidate (lock)
      WHERE pg_try_advisory_lock(lock)`;
    // Nothing is started any more; the locks go with the session.
    if (signal.aborted) return;
    for (const { lock } of locked) {
      const row = candidates.find((candidate) => candidate.lock === lock);
      if (!row) continue;
      const assignment = { topic: row.topic, partition: row.partition };
      const worker = startPartitionWorker({ ...options, assignment });
      held.set(nameOf(assignment), { assignment, lock, worker });
    }
    // Somebody else was quicker with some of them: look again at once.
    if (locked.length > 0 && locked.length < wanted) bell.ring();
  };

  const giveBack = async (
    session: Session,
    name: string,
    { worker, lock }: Held,
  ): Promise<void> => {
    await worker.stop();
    held.delete(name);
    if (session.lost.aborted) return;
    await session.sql`SELECT pg_advisory_unlock(${lock}), pg_notify('event_log_groups', ${group})`;
  };

  const round = async (session: Session, signal: AbortSignal): Promise<void> => {
    const rows = await look(session);
    if (signal.aborted) return;
    for (const row of rows) heads.advance(row, BigInt(row.next_offset));
    const share = Math.ceil(rows.length / Math.max(1, rows[0]?.members ?? 1));
    const keeping = [...held].filter(([name]) => !givingBack.has(name));

    for (const [name, one] of keeping.slice(share)) {
      const returned = giveBack(session, name, one)
        .catch((error: unknown) => logger.warn({ err: error }, 'Could not give a partition back'))
        .finally(() => givingBack.delete(name));
      givingBack.set(name, returned);
    }
    const free = rows.filter((row) => !row.taken && !held.has(nameOf(row)));
    const wanted = share - keeping.length;
    if (wanted > 0 && free.length > 0) {
      await take(session, signal, free, Math.min(wanted, free.length));
    }
  };

  /** The session's locks are gone, or are about to be: let no worker outlive them longer than a batch. */
  const stopAll = (): Promise<void[]> =>
    Promise.all([...held.values()].map(({ worker }) => worker.stop()));

  const dropAll = async (): Promise<void> => {
    await stopAll();
    await Promise.all(givingBack.values());
    held.clear();
  };

  const serve = async (session: Session): Promise<void> => {
    const signal = AbortSignal.any([leaving.signal, session.lost]);
    // At once, and not only when the round that may be under way is over.
    signal.addEventListener('abort', () => void stopAll(), { once: true });
    try {
      while (!signal.aborted) {
        await round(session, signal);
        await bell.wait(pollMs, signal);
      }
    } finally {
      await dropAll();
      if (!session.lost.aborted) {
        // The locks go before the news, so that whoever is rung finds the partitions free.
        await session.sql`SELECT pg_advisory_unlock_all()`;
        await session.sql`SELECT pg_notify('event_log_groups', ${group})`;
      }
      await session.end();
    }
  };

  const run = async (first: Session): Promise<void> => {
    let session: Session | undefined = first;
    for (let failures = 0; !leaving.signal.aborted;) {
      try {
        session ??= await join();
        failures = 0;
        await serve(session);
      } catch (error) {
        failures += 1;
        logger.warn({ err: error, group }, 'The membership was lost; joining again');
        await pause(backoffMs(failures), leaving.signal);
      }
      session = undefined;
    }
  };

  const running = run(await join());
  return {
    async leave() {
      leaving.abort();
      await running;
    },
  };
}
