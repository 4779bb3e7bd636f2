import { drizzle, type PostgresJsDatabase } from './drizzle/postgres-js.cjs';
import postgres, { type Sql } from 'postgres';
import { type Bounds, bounded } from './connection-bounds.ts';
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

export type DatabaseOptions = Bounds & {
  /** Connections per client; two clients, so up to twice as many. */
  readonly maxConnections?: number;
  readonly applicationName?: string;
};

/**
 * Opens a database; connections are made when they are first needed. bigint columns are bigints. A
 * statement may take 30 s unless `statementMs` says otherwise; see {@link bounded}.
 */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const piece = options.applicationName ?? 'outlay';
  const settings = {
    max: options.maxConnections ?? 8,
    onnotice: () => {},
    ...bounded({ application_name: piece }, options),
  };
  const sql = steadyClient((steady) =>
    postgresClient(url, { ...settings, types: { bigint: postgres.BigInt }, ...steady }),
  );
  const underDrizzle = steadyClient((steady) => postgresClient(url, { ...settings, ...steady }));
  const db = drizzle(underDrizzle);
  const unwatch = watchDatabase({ piece, sql });
  return {
    sql,
    db,
    close: async () => {
      unwatch();
      await Promise.all([sql.end({ timeout: 5 }), underDrizzle.end({ timeout: 5 })]);
    },
  };
}
