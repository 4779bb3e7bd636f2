import { ConfigError } from '@outlay/service-kit/config.ts';
import { tryDatabase } from '@outlay/service-kit/database-check.ts';
import { InvalidLogUrlError, LogAccessError, UnsafeTopicError } from './errors.ts';
import { isInfrastructureError } from './infrastructure-error.ts';
import { openEventLog, type OpenOptions } from './open.ts';
import type { EventLog } from './port.ts';

export type SharedLogOptions = OpenOptions & {
  /** The variable that holds the URL, to be named when it is wrong. */
  readonly variable?: string;
  /** Breaks off what takes long, which then rejects with its reason. */
  readonly stopping?: AbortSignal | undefined;
};

/**
 * Opens the log that processes share, by a URL that `checkLogUrl` has taken. What no waiting puts right (who
 * is let in, which database or topics there are, too old a server) throws a {@link ConfigError} of one line,
 * when it is opened and when a group is joined; for a log that is away, it is its adapter's own error.
 */
export async function openSharedLog(url: string, options: SharedLogOptions): Promise<EventLog> {
  const { variable = 'EVENT_LOG_URL', stopping } = options;
  const naming = (error: unknown): never => {
    const refusal = lastingRefusal(error);
    if (refusal === null) throw error;
    throw new ConfigError(`${variable} is not valid: ${refusal}`, { cause: error });
  };
  if (/^postgres/i.test(url)) await tryDatabase(url, { variable, stopping });
  const log = await openEventLog(url, options).catch(naming);
  return { ...log, subscribe: (...request) => log.subscribe(...request).catch(naming) };
}

function lastingRefusal(error: unknown): string | null {
  const explained = [InvalidLogUrlError, LogAccessError, UnsafeTopicError];
  if (explained.some((kind) => error instanceof kind)) return (error as Error).message;
  const { name, code } = error as { name?: unknown; code?: unknown };
  // A right or a table that is missing is waited for by who consumes, for it was there before.
  const isLacking = String(code).startsWith('42');
  const isLasting = isLacking || !isInfrastructureError(error);
  if (name !== 'PostgresError' || !isLasting) return null;
  return `the server refuses to make the tables of the log (${String(code)})`;
}
