import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { testPostgresUrl } from './config.ts';

export interface TestDatabase extends AsyncDisposable {
  url: string;
  /** Removes it, disconnecting whoever still uses it. */
  drop(): Promise<void>;
}

/**
 * A fresh, empty database on the run's PostgreSQL: `await using database = await
 * createTestDatabase('ledger')`. The name (lower-case letters, digits and _) only helps to
 * recognise it; every call makes another database.
 */
export async function createTestDatabase(name = 'test'): Promise<TestDatabase> {
  const adminUrl = testPostgresUrl();
  if (!adminUrl) {
    throw new Error(
      'No PostgreSQL for the tests: run them with --test-global-setup=…/testkit/src/global-setup.ts',
    );
  }
  const database = `${name}_${randomBytes(6).toString('hex')}`;
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(database)) {
    throw new RangeError(`Not a plain database name: ${name}`);
  }
  await onServer(adminUrl, `create database ${database}`);
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  const drop = () => onServer(adminUrl, `drop database if exists ${database} with (force)`);
  return { url: url.href, drop, [Symbol.asyncDispose]: drop };
}

async function onServer(adminUrl: string, statement: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
