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
};

/** Seconds; how soon each end notices that the other's machine has gone without a word. */
const keepAlive = {
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
};

/**
 * Opens a session. It never reconnects: the driver would open a new connection at the next query and
 * the locks would be gone unnoticed, so a lost session is over and whoever needs one opens another.
 * For the same reason it must not be recycled by age, which is the driver's default.
 */
export async function openSession(url: string, options: SessionOptions): Promise<Session> {
  const lost = new AbortController();
  const settings = {
    max: 1,
    idle_timeout: 0,
    max_lifetime: 0,
    connect_timeout: 5,
    keep_alive: 5,
    connection: { application_name: options.name, ...keepAlive, ...options.settings },
    // Asking the server for the array types ends the process when the connection is lost meanwhile.
    fetch_types: false,
    onnotice: () => undefined,
    onnotify: options.onNotify,
    onclose: () => lost.abort(),
  };
  const sql = postgresClient(url, settings);
  // The driver would wait for the last query of a lost connection, which never ends.
  const end = (): Promise<void> => sql.end({ timeout: lost.signal.aborted ? 0 : 5 });
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
