import { bounded } from '@outlay/service-kit/connection-bounds.ts';
import { postgresClient } from '@outlay/service-kit/postgres-client.ts';
import type postgres from 'postgres';

/** One PostgreSQL connection and what belongs to it alone: its advisory locks and its LISTENs. */
export type Session = {
  readonly sql: postgres.Sql;
  /** Aborted when the connection is gone, and every lock and LISTEN with it. */
  readonly lost: AbortSignal;
  readonly end: () => Promise<void>;
};

export type SessionOptions = {
  /** Shown in `pg_stat_activity`. */
  readonly name: string;
  readonly onNotify: (channel: string, payload: string) => void;
  /** PostgreSQL settings of the session. */
  readonly settings?: Record<string, string>;
  /** For how long the server keeps the session, and its locks, of a process that says nothing. */
  readonly leaseMs?: number | undefined;
};

/** Long enough for a process that is busy, short enough for whoever waits for its locks. */
const defaultLeaseMs = 10_000;

/**
 * Opens a session. It never reconnects: the driver would open a new connection at the next query and
 * the locks would be gone unnoticed, so a lost session is over and whoever needs one opens another.
 * For the same reason it must not be recycled by age, which is the driver's default.
 *
 * What it holds is held on a lease: it says something to the server every third of `leaseMs`, and after
 * `leaseMs` without a word the server ends it. So a process that hangs, or that the network has cut off,
 * keeps its locks no longer than that, although its connection never closes. At work in a statement a
 * session isn't silent; that its client is gone is then noticed by the probes of {@link bounded}. The
 * process itself learns of it when it wakes, or when nothing has been answered for three leases and a half.
 */
export async function openSession(url: string, options: SessionOptions): Promise<Session> {
  const lost = new AbortController();
  const { leaseMs = defaultLeaseMs } = options;
  const settings = {
    max: 1,
    idle_timeout: 0,
    max_lifetime: 0,
    ...bounded(
      {
        application_name: options.name,
        idle_session_timeout: String(leaseMs),
        ...options.settings,
      },
      { statementMs: 3 * leaseMs, marginMs: leaseMs / 2 },
    ),
    // Asking the server for the array types ends the process when the connection is lost meanwhile.
    fetch_types: false,
    onnotice: () => undefined,
    onnotify: options.onNotify,
    onclose: () => lost.abort(),
  };
  const sql = postgresClient(url, settings);
  let saying = false;
  const heartbeat = setInterval(() => {
    if (saying) return;
    saying = true;
    const said = sql`SELECT`.catch(() => undefined);
    void said.then(() => (saying = false));
  }, leaseMs / 3).unref();
  const gone = new Promise<void>((resolve) => {
    lost.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const end = (): Promise<void> => {
    clearInterval(heartbeat);
    // The driver would wait for the last query of a lost connection, which never ends.
    const ended = sql.end({ timeout: lost.signal.aborted ? 0 : 5 });
    return Promise.race([ended, gone]);
  };
  lost.signal.addEventListener('abort', () => void end(), { once: true });
  try {
    await sql`SELECT 1`;
  } catch (error) {
    await end();
    throw error;
  }
  return { sql, lost: lost.signal, end };
}

/** An array as PostgreSQL reads it from text, for a session does not know the array types. */
export function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
