import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError } from './config.ts';
import type { Logger } from './logger.ts';
import { postgresClient } from './postgres-client.ts';

/** PostgreSQL's `server_version_num` of the oldest major version that the migrations and queries run on. */
const oldestVersion = 15_00_00;

/** What the server says of a setting that no waiting puts right. Source: PostgreSQL, appendix A. */
const refusals: Readonly<Record<string, string>> = {
  '28P01': 'the server refuses the password',
  '28000': 'the server refuses the user',
  '3D000': 'the server has no such database',
};

export type DatabaseCheck = {
  readonly logger: Logger;
  /** The variable that holds the URL, to be named when it is wrong. */
  readonly variable?: string;
  readonly oldest?: number;
  /** How long a server that does not answer is waited for, in milliseconds. */
  readonly waitMs?: number;
};

/**
 * Makes sure that a database can be used, before anything is built on it. A wrong setting (user, password,
 * name, a version that is too old) throws a {@link ConfigError} of one line at once. A server that is away
 * may just be starting, and is waited for; its last error is thrown when it never comes.
 */
export async function checkDatabase(url: string, options: DatabaseCheck): Promise<void> {
  const { logger, variable = 'DATABASE_URL', oldest = oldestVersion, waitMs = 60_000 } = options;
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      const version = await versionOf(url);
      if (version >= oldest) return;
      throw new ConfigError(
        `${variable} names a PostgreSQL ${major(version)}; it must be ${major(oldest)} or newer`,
      );
    } catch (error) {
      const refusal = refusals[String((error as { code?: unknown }).code)];
      if (refusal) throw new ConfigError(`${variable} is not valid: ${refusal}`, { cause: error });
      if (error instanceof ConfigError || performance.now() >= deadline) throw error;
      logger.warn({ err: error }, 'the database does not answer yet');
      await pause(500);
    }
  }
}

async function versionOf(url: string): Promise<number> {
  const sql = postgresClient(url, {
    max: 1,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
  });
  try {
    const [row] = await sql<{ version: number }[]>`
      SELECT current_setting('server_version_num')::int AS version`;
    return row?.version ?? 0;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function major(version: number): number {
  return Math.floor(version / 10_000);
}
