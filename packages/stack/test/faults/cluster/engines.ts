import { startTestPostgres } from '@outlay/testkit/test-postgres.ts';
import postgres from 'postgres';

/** An engine as the pieces see it and as a fault treats it. */
export type Engine = {
  /** What faults and links call it. */
  readonly name: string;
  readonly port: number;
  /** How pieces find it behind another port of this machine. */
  readonly urlAt: (port: number, database?: string) => string;
  /** Ends it at once, as a crash does. It stays away until it is started. */
  readonly crash: () => Promise<void>;
  readonly start: () => Promise<void>;
};

export type Engines = {
  readonly postgres: Engine & { readonly url: (database: string) => string };
  readonly stop: () => Promise<void>;
};

const databases = ['auth', 'user', 'ledger', 'reporting', 'notification', 'event_log'];

/** Starts the engines that an Outlay of several processes runs on. */
export async function startEngines(): Promise<Engines> {
  const server = await startTestPostgres();
  try {
    await createDatabases(server.adminUrl);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const urlAt = (port: number, database = 'postgres'): string => {
    const url = new URL(server.adminUrl);
    url.port = String(port);
    url.pathname = `/${database}`;
    return url.href;
  };
  const port = Number(new URL(server.adminUrl).port);
  return {
    postgres: {
      name: 'postgres',
      port,
      urlAt,
      url: (database) => urlAt(port, database),
      crash: async () => server.crash(),
      // Its supervisor has done so already.
      start: async () => {},
    },
    stop: () => server.stop(),
  };
}

async function createDatabases(adminUrl: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    for (const name of databases) await sql`CREATE DATABASE ${sql(name)}`;
  } finally {
    await sql.end();
  }
}
