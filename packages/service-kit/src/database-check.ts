import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError } from './config.ts';
import { databaseRefusal } from './database-refusal.ts';
import type { Logger } from './logger.ts';
import { postgresClient } from './postgres-client.ts';

/** PostgreSQL's `server_version_num` of the oldest major version that the migrations and queries run on. */
const oldestVersion = 15_00_00;

export type DatabaseCheck = {
  readonly logger: Logger;
  /** The variable that holds the URL, to be named when it is wrong. */
  readonly variable?: string;
  readonly oldest?: number | undefined;
  /** How long a server that does not answer is waited for, in milliseconds. */
  readonly waitMs?: number;
  /** Breaks off the wait, which then rejects with its reason. */
  readonly stopping?: AbortSignal | undefined;
};

const betweenTriesMs = 500;
/** Until a wait is told of again; each time it takes twice as long. */
const toldAgainMs = 2_000;

/**
 * Makes sure that a database can be used, before anything is built on it. A wrong setting (user, password,
 * name, a parameter, TLS that does not hold, a version that is too old) throws a {@link ConfigError} of one
 * line at once. A server that is away may just be starting, and is waited for; when it never comes, a
 * ConfigError says so.
 */
export async function checkDatabase(url: string, options: DatabaseCheck): Promise<void> {
  const { logger, variable = 'DATABASE_URL', oldest, waitMs = 60_000, stopping } = options;
  const since = performance.now();
  let tellAfterMs = 0;
  for (;;) {
    stopping?.throwIfAborted();
    try {
      return await tryDatabase(url, { variable, oldest, stopping });
    } catch (error) {
      if (error instanceof ConfigError || stopping?.aborted) throw error;
      const code = codeOf(error);
      const waitedMs = Math.round(performance.now() - since);
      if (waitedMs >= waitMs)
        throw new ConfigError(`${variable} names a server that can't be used (${code})`, {
          cause: error,
        });
      if (waitedMs >= tellAfterMs) {
        logger.warn({ code, waitedMs }, `${variable}: the database does not answer yet`);
        tellAfterMs = Math.max(toldAgainMs, 2 * tellAfterMs);
      }
      await pause(betweenTriesMs, undefined, { signal: stopping }).catch(() => {});
    }
  }
}

/**
 * Asks a database once. Throws a {@link ConfigError} that names the variable for what no waiting puts right,
 * the driver's own error for a server that is away, and the reason of `stopping` once that is aborted.
 */
export async function tryDatabase(
  url: string,
  options: Pick<DatabaseCheck, 'variable' | 'oldest' | 'stopping'>,
): Promise<void> {
  const { variable = 'DATABASE_URL', oldest, stopping } = options;
  let version: number;
  try {
    version = await versionOf(url, stopping);
  } catch (error) {
    stopping?.throwIfAborted();
    const refusal = await databaseRefusal(error, url, stopping);
    stopping?.throwIfAborted();
    if (refusal) throw new ConfigError(`${variable} is not valid: ${refusal}`, { cause: error });
    throw error;
  }
  const tooOld = versionRefusal(version, oldest);
  if (tooOld) throw new ConfigError(`${variable} names ${tooOld}`);
}

/** What is wrong with a server of such a `server_version_num`; null for one that is new enough. */
export function versionRefusal(version: number, oldest = oldestVersion): string | null {
  if (version >= oldest) return null;
  return `a PostgreSQL ${major(version)}; it must be ${major(oldest)} or newer`;
}

/** What went wrong, as a word that repeats nothing of the URL. */
function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(code ?? name);
}

async function versionOf(url: string, stopping: AbortSignal | undefined): Promise<number> {
  const sql = postgresClient(url, {
    max: 1,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
  });
  const breakOff = () => void sql.end({ timeout: 0 });
  stopping?.addEventListener('abort', breakOff);
  try {
    const [row] = await sql<{ version: number }[]>`
      SELECT current_setting('server_version_num')::int AS version`;
    return row?.version ?? 0;
  } finally {
    stopping?.removeEventListener('abort', breakOff);
    await sql.end({ timeout: 1 });
  }
}

function major(version: number): number {
  return Math.floor(version / 10_000);
}
