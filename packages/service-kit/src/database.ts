import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';
import { watchDatabase } from './database-figures.ts';
import { postgresClient } from './postgres-client.ts';
import { steadyClient } from './steady-client.ts';

/**
 * A subgraph's own database. Two clients, because drizzle changes how the one it is given reads and
 * writes dates and JSON: `db` is drizzle's, `sql` is for SQL text. Both outlive lost connections, also in
 * `sql.begin` and `db.transaction`.
 */
export type Database = {
  readonly sql: Sql<{ bigint: bigint }>;
  readonly db: PostgresJsDatabase;
  readonly close: () => Promise<void>;
};

export type DatabaseOptions = {
  /** Connections per client; two clients, so up to twice as many. */
  readonly maxConnections?: number;
  readonly applicationName?: string;
};

/** Opens a database; connections are made when they are first needed. bigint columns are bigints. */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const settings = {
    max: options.maxConnections ?? 8,
    // A lost database shows up as errors within seconds instead of hanging every request.
    connect_timeout: 5,
    onnotice: () => {},
    connection: { application_name: options.applicationName ?? 'outlay' },
  };
  const sql = steadyClient((steady) =>
    postgresClient(url, { ...settings, types: { bigint: postgres.BigInt }, ...steady }),
  );
  const underDrizzle = steadyClient((steady) => postgresClient(url, { ...settings, ...steady }));
  const db = drizzle(underDrizzle);
  const unwatch = watchDatabase({ piece: settings.connection.application_name, sql });
  return {
    sql,
    db,
    close: async () => {
      unwatch();
      await Promise.all([sql.end({ timeout: 5 }), underDrizzle.end({ timeout: 5 })]);
    },
  };
}
