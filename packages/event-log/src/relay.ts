import type { WireEvent } from '@outlay/events/envelope.ts';
import type { Logger } from 'pino';
import { backoffMs, gatherMs, pause } from './backoff.ts';
import { createBell } from './bell.ts';
import * as metrics from './metrics.ts';
import type { EventLog } from './port.ts';
import { arrayLiteral, openSession, type Session } from './session.ts';
import { inProducerSpans } from './spans.ts';

export type RelayOptions = {
  /** `postgres:` URL of the producer's database; the relay opens one connection of its own. */
  readonly databaseUrl: string;
  readonly log: EventLog;
  readonly logger: Logger;
  /** Whose outbox it is, in the metrics; the database's name when left out. */
  readonly piece?: string;
  /** Events per append. */
  readonly batchSize?: number;
  /** How long an event waits at most when every wake got lost, and how soon a standby takes over. */
  readonly pollMs?: number;
  /** How long a relay that says nothing any more, because it hangs or is cut off, keeps its turn. */
  readonly leaseMs?: number;
};

export type RelayStats = {
  readonly state: 'connecting' | 'standby' | 'active' | 'stopped';
  /** Events that the log has confirmed. */
  readonly appended: number;
  /** Failures since the last success; above zero means that events are waiting. */
  readonly failures: number;
};

export type Relay = {
  /** Says that something was committed. Call it after commit; it costs nothing and never throws. */
  readonly wake: () => void;
  /** Resolves once everything committed before the call is in the log. Rejects when the relay stops first. */
  readonly drained: () => Promise<void>;
  /** Finishes the batch in hand and lets another relay take over. */
  readonly stop: () => Promise<void>;
  readonly stats: () => RelayStats;
};

/** How far tries are apart at most while the log or the database is away. */
const retryMs = 2_000;

type Waiter = { readonly resolve: () => void; readonly reject: (error: Error) => void };
type OutboxRow = {
  id: string;
  topic: string;
  key: string;
  sequence: string;
  event: Pick<WireEvent, 'id' | 'type' | 'occurredAt' | 'traceparent' | 'data'>;
};

/**
 * Carries events from a producer's outbox to the log. One relay per database is active; the others wait.
 *
 *     connecting ──connected──▶ standby ──got the advisory lock──▶ active
 *         ▲                        │                                 │
 *         └──── connection lost, or a query failed (backs off) ──────┘      stop() ends it from anywhere
 *
 * Active is a loop: read the oldest rows, append them, delete them. One batch is in flight at a time, and
 * a batch that the log did not confirm is appended again until it does, so events never overtake each
 * other and none is lost while the log is away. Rows are deleted by their own ids, never "up to" one: a
 * smaller id of another key may have been committed in between.
 *
 * A crash between append and delete, or an append that was kept but not confirmed, puts a batch into the
 * log twice; consumers recognise it by its sequence. So does the batch of a relay that lost its lock and
 * does not know yet. That is also why the delete need not wait for the disk (`synchronous_commit = off`):
 * losing it in a crash only sends the batch again.
 *
 * The lock is on a lease (see {@link openSession}). A relay that hangs between append and delete, and wakes
 * when another has its turn, finds its session gone: it deletes nothing, and appends at most what it had
 * in hand.
 *
 * It is woken by `wake()`, by a notification from another process, or after `pollMs`. A standby passes a
 * `wake()` on to the active relay, so writers never need to notify inside their transaction (PostgreSQL
 * commits notifying transactions of a database one after the other).
 */
export function startRelay(options: RelayOptions): Relay {
  const { log, logger, batchSize = 500, pollMs = 500 } = options;
  const stopping = new AbortController();
  const bell = createBell();
  let waiters: Waiter[] = [];
  let state: RelayStats['state'] = 'connecting';
  let appended = 0;
  let failures = 0;
  let current: Session | undefined;
  const piece = options.piece ?? nameOfDatabase(options.databaseUrl);

  const failed = async (error: unknown, doing: string, signal: AbortSignal): Promise<void> => {
    failures += 1;
    metrics.relayFailures.inc({ piece });
    logger.warn({ err: error, failures }, `The relay failed while ${doing}; it goes on trying`);
    await pause(backoffMs(failures, 20, retryMs), signal);
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        state = 'connecting';
        await serve();
      } catch (error) {
        if (!stopping.signal.aborted) await failed(error, 'using its database', stopping.signal);
      }
    }
    state = 'stopped';
    for (const waiter of waiters) waiter.reject(new Error('The relay was stopped'));
  };

  const serve = async (): Promise<void> => {
    const session = await openSession(options.databaseUrl, {
      name: 'outbox relay',
      onNotify: () => bell.ring(),
      settings: { synchronous_commit: 'off' },
      leaseMs: options.leaseMs,
    });
    const signal = AbortSignal.any([stopping.signal, session.lost]);
    current = session;
    try {
      state = 'standby';
      await waitForTurn(session, signal);
      state = 'active';
      while (!signal.aborted) await carryBatch(session, signal);
      if (!stopping.signal.aborted) throw new Error('The connection to the database was lost');
    } finally {
      current = undefined;
      await session.end();
    }
  };

  const waitForTurn = async ({ sql }: Session, signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const [lock] = await sql<{ mine: boolean }[]>`
        SELECT pg_try_advisory_lock(hashtextextended('outbox relay', 0)) AS mine`;
      if (lock?.mine) {
        // Listening starts before the first read, so what is committed after that read rings.
        await sql`LISTEN outbox`;
        return;
      }
      const asked = waiters;
      const [outbox] = await sql<{ empty: boolean }[]>`
        SELECT NOT EXISTS (SELECT FROM outbox) AS empty`;
      if (outbox?.empty) settle(asked);
      failures = 0;
      const rung = await bell.wait(waiters.length > 0 ? Math.min(pollMs, 20) : pollMs, signal);
      if (rung && !signal.aborted) await sql`SELECT pg_notify('outbox', '')`;
    }
  };

  const carryBatch = async ({ sql }: Session, signal: AbortSignal): Promise<void> => {
    const asked = waiters;
    const rows = await sql<OutboxRow[]>`
      SELECT id, topic, key, sequence, event FROM outbox ORDER BY id LIMIT ${batchSize}`;
    failures = 0;
    if (rows.length > 0) {
      if (!(await appendUntilKept(rows.map(toWire), signal))) return;
      await sql`DELETE FROM outbox WHERE id = ANY(${arrayLiteral(rows.map((row) => row.id))}::bigint[])`;
    }
    // A read shorter than a batch has seen all that was committed before it.
    if (rows.length < batchSize) settle(asked);
    if (rows.length === 0) await bell.wait(pollMs, signal);
    else if (rows.length < batchSize) await pause(gatherMs, signal);
  };

  const appendUntilKept = async (events: WireEvent[], signal: AbortSignal): Promise<boolean> => {
    while (!signal.aborted) {
      try {
        await inProducerSpans(events, () => log.append(events));
        failures = 0;
        appended += events.length;
        metrics.appended.inc({ piece }, events.length);
        return true;
      } catch (error) {
        await failed(error, 'appending to the log', signal);
      }
    }
    return false;
  };

  const settle = (asked: Waiter[]): void => {
    waiters = waiters.filter((waiter) => !asked.includes(waiter));
    for (const waiter of asked) waiter.resolve();
  };

  const stats = (): RelayStats => ({ state, appended, failures });
  const unwatch = metrics.watchRelay({
    piece,
    stats,
    async outbox() {
      if (!current) throw new Error('The relay has no connection');
      return outboxSize(current);
    },
  });

  const running = run();
  return {
    wake: () => bell.ring(),
    drained: () =>
      new Promise((resolve, reject) => {
        if (state === 'stopped') reject(new Error('The relay was stopped'));
        waiters = [...waiters, { resolve, reject }];
        bell.ring();
      }),
    async stop() {
      stopping.abort();
      await running;
      unwatch();
    },
    stats,
  };
}

/** Counting stops where more tells an operator no more, for the outbox may have grown for days. */
async function outboxSize({ sql }: Session): Promise<{ rows: number; ageSeconds: number }> {
  const [size] = await sql<{ rows: number; age: number | null }[]>`
    SELECT (SELECT count(*)::int FROM (SELECT FROM outbox LIMIT 100000) AS counted) AS rows,
           (SELECT extract(epoch FROM clock_timestamp() - created_at)::float8
            FROM outbox ORDER BY id LIMIT 1) AS age`;
  return { rows: size?.rows ?? 0, ageSeconds: Math.max(0, size?.age ?? 0) };
}

function nameOfDatabase(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1)) || 'unnamed';
}

function toWire({ topic, key, sequence, event }: OutboxRow): WireEvent {
  const { id, type, occurredAt, traceparent, data } = event;
  return { id, topic, type, key, sequence, occurredAt, traceparent, data };
}
