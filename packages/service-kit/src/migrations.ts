import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { drizzle } from './drizzle/postgres-js.cjs';
import { migrate } from './drizzle/migrator.cjs';
import type { Sql } from 'postgres';
import { ConfigError } from './config.ts';
import { bounded } from './connection-bounds.ts';
import { postgresClient } from './postgres-client.ts';
import { steadyClient } from './steady-client.ts';

/** What brings a subgraph's database to its newest schema. */
export type Migrations = {
  /** Run first, every time, so they must be repeatable: `CREATE … IF NOT EXISTS`. */
  readonly statements?: readonly string[];
  /** drizzle's migrations. */
  readonly folder: URL;
};

/** Any number; the same in every process, so that only one of them migrates a database at a time. */
const migrationLock = 7_041_776;

/**
 * How long a change waits for a table that is in use. While it waits, everything that comes after it waits
 * as well, so it gives way and tries again.
 */
const lockTimeoutMs = 2_000;
const triesForLock = 60;

const lockNotAvailable = '55P03';

/**
 * Brings a database to the newest schema. Safe when several processes start at once: one does the work
 * under an advisory lock while the others wait. Safe on a live system: a change that doesn't get its table
 * within two seconds gives way to those who use it, and is tried again for some minutes.
 */
export async function migrateDatabase(url: string, migrations: Migrations): Promise<void> {
  const sql = steadyClient((steady) =>
    postgresClient(url, {
      max: 1,
      onnotice: () => {},
      // Where it vanishes the server lets go of its lock, for which all others wait.
      ...bounded({ application_name: 'migrate' }, { statementMs: Infinity }),
      ...steady,
    }),
  );
  try {
    await sql`SELECT pg_advisory_lock(${migrationLock})`;
    // Only from here on: waiting for another process that migrates may take as long as it takes.
    await sql.unsafe(`SET lock_timeout = ${lockTimeoutMs}`);
    await untilGranted(async () => {
      for (const statement of migrations.statements ?? []) await sql.unsafe(statement);
      await migrate(drizzle(sql), { migrationsFolder: fileURLToPath(migrations.folder) });
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function untilGranted(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (codeOf(error) !== lockNotAvailable || tries >= triesForLock) throw error;
      await pause(500 + Math.random() * 1_000);
    }
  }
}

/** drizzle wraps what the driver threw. */
function codeOf(error: unknown): unknown {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return code ?? (cause === undefined ? undefined : codeOf(cause));
}

/**
 * What a subgraph does first: brings its database up to date, or, where migrating is a step of its own,
 * makes sure that somebody did. Throws a {@link ConfigError} of one line when nobody did.
 */
export async function readyDatabase(
  url: string,
  migrations: Migrations,
  { subgraph, migrate: migrates = true }: { subgraph: string; migrate?: boolean | undefined },
): Promise<void> {
  if (migrates) return migrateDatabase(url, migrations);
  return checkMigrated(url, migrations, `Run: npm run migrate -w @outlay/${subgraph}`);
}

/**
 * For a process that is not to migrate by itself: throws a {@link ConfigError} of one line when the
 * database lacks a migration that this version needs. One that is ahead is fine: migrations only add, so
 * that the version before them goes on working.
 */
async function checkMigrated(url: string, { folder }: Migrations, howTo: string): Promise<void> {
  const sql = postgresClient(url, { max: 1, onnotice: () => {}, fetch_types: false });
  try {
    if ((await newestApplied(sql)) < newestKnown(folder)) {
      throw new ConfigError(`The database lacks migrations that this version needs. ${howTo}`);
    }
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function newestApplied(sql: Sql): Promise<number> {
  const [table] = await sql<{ there: boolean }[]>`
    SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS there`;
  if (!table?.there) return 0;
  const [row] = await sql<{ newest: string | null }[]>`
    SELECT max(created_at) AS newest FROM drizzle.__drizzle_migrations`;
  return Number(row?.newest ?? 0);
}

function newestKnown(folder: URL): number {
  const journal = JSON.parse(
    readFileSync(join(fileURLToPath(folder), 'meta', '_journal.json'), 'utf8'),
  ) as {
    readonly entries: readonly { readonly when: number }[];
  };
  return Math.max(0, ...journal.entries.map(({ when }) => when));
}
