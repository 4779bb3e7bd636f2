import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { fileURLToPath } from 'node:url';
import postgres, { type Sql } from 'postgres';
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
    postgres(url, { ...settings, types: { bigint: postgres.BigInt }, ...steady }),
  );
  const underDrizzle = steadyClient((steady) => postgres(url, { ...settings, ...steady }));
  const db = drizzle(underDrizzle);
  return {
    sql,
    db,
    close: async () => {
      await Promise.all([sql.end({ timeout: 5 }), underDrizzle.end({ timeout: 5 })]);
    },
  };
}

/** Any number; the same in every process, so that only one of them migrates a database at a time. */
const migrationLock = 7_041_776;

/**
 * Brings a database to the newest schema. Safe when several processes start at once: one does the work
 * under an advisory lock while the others wait. `statements` are run first and must be repeatable
 * (`CREATE … IF NOT EXISTS`); `folder` holds drizzle's migrations.
 */
export async function migrateDatabase(
  url: string,
  { statements = [], folder }: { statements?: readonly string[]; folder: URL },
): Promise<void> {
  const sql = steadyClient((steady) => postgres(url, { max: 1, onnotice: () => {}, ...steady }));
  try {
    await sql`SELECT pg_advisory_lock(${migrationLock})`;
    for (const statement of statements) await sql.unsafe(statement);
    await migrate(drizzle(sql), { migrationsFolder: fileURLToPath(folder) });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
