import { backoffMs, pause } from '@outlay/event-log/backoff.ts';
import { openSession } from '@outlay/event-log/session.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { type AlertBell, createLocalBell } from './alert-bell.ts';

/** The payload is the book. */
const channel = 'alerts';

/**
 * A bell that other processes hear by NOTIFY, which leaves with the commit. One connection per process
 * listens, however many listen here.
 */
export function startBellOnPostgres(options: { databaseUrl: string; logger: Logger }): AlertBell {
  const { databaseUrl, logger } = options;
  const stopping = new AbortController();
  const local = createLocalBell();
  let failures = 0;

  const hear = async (): Promise<void> => {
    const session = await openSession(databaseUrl, {
      name: 'alert bell',
      onNotify: (_channel, bookId) => local.ring(bookId),
    });
    try {
      await session.sql.unsafe(`LISTEN ${channel}`);
      failures = 0;
      // Whatever was committed while nobody listened has rung for nobody.
      local.ringAll();
      const signal = AbortSignal.any([stopping.signal, session.lost]);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      if (!stopping.signal.aborted) throw new Error('The connection to the database was lost');
    } finally {
      await session.end();
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await hear();
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        logger.warn({ err: error, failures }, 'Not hearing of alerts; connecting again');
        await pause(backoffMs(failures), stopping.signal);
      }
    }
  };

  const running = run();
  return {
    ...local,
    announce: announceOnPostgres,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Rings in every process that listens on PostgreSQL, once the transaction is committed. */
export const announceOnPostgres: AlertBell['announce'] = (tx, bookId) =>
  tx`SELECT pg_notify(${channel}, ${bookId})`;
