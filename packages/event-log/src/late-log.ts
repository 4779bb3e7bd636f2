import { ConfigError } from '@outlay/service-kit/config.ts';
import type { Logger } from 'pino';
import { backoffMs, pause } from './backoff.ts';
import { LogAwayError } from './errors.ts';
import type { EventLog, Subscription } from './port.ts';

export type LateLogOptions = {
  /** One try. Rejects with a ConfigError for what no waiting puts right. */
  readonly open: (stopping: AbortSignal) => Promise<EventLog>;
  readonly logger: Logger;
  /** Told of a ConfigError that came after the start. */
  readonly onRefused: (error: ConfigError) => void;
  /** Ends every wait for the log. */
  readonly stopping?: AbortSignal | undefined;
  /** How long the start waits for the first try. */
  readonly patienceMs?: number;
  /** How long an answer waits for the log to be there. */
  readonly answerMs?: number;
};

/** Pauses between tries grow up to this. */
const retryMs = 5_000;

/**
 * A log that may be away at the start: a piece serves without it, and its outbox keeps what is written.
 *
 *     first try ──there──▶ open            away ──there──▶ open, groups join
 *         ├──────away────▶ away              └──refused──▶ onRefused
 *         └────refused───▶ rejects
 *
 * While it is away, groups are joined in the background once it is there; what needs an answer waits for it,
 * but no longer than `answerMs`, and then throws a {@link LogAwayError}. What is lost once the log was there
 * is its adapter's business. `stop` waits for nothing that is away.
 */
export async function openLateLog(options: LateLogOptions): Promise<EventLog> {
  const { open, logger, onRefused, patienceMs = 5_000, answerMs = 15_000 } = options;
  const closing = new AbortController();
  const ends = AbortSignal.any([closing.signal, ...(options.stopping ? [options.stopping] : [])]);
  const firstTry = Promise.withResolvers<void>();
  let log: EventLog | undefined;

  /** Does something until it succeeds, with growing pauses. Rejects once nobody wants it, or if refused. */
  const untilDone = async <T>(
    work: () => Promise<T>,
    until: AbortSignal,
    onAway: (error: unknown) => void,
  ): Promise<T> => {
    for (let failures = 1; ; failures += 1) {
      try {
        return await work();
      } catch (error) {
        until.throwIfAborted();
        if (error instanceof ConfigError) throw error;
        if (failures === 1) onAway(error);
      }
      await pause(backoffMs(failures, 100, retryMs), until);
      until.throwIfAborted();
    }
  };

  const tryToOpen = async (): Promise<EventLog> => {
    const opening = open(ends);
    // Nobody waits for a try that is under way when the end comes; what it opens is closed again.
    const letGo = async (late: EventLog): Promise<void> => {
      if (ends.aborted) await late.stop();
    };
    opening.then(letGo).catch(() => undefined);
    return Promise.race([opening, abortOf(ends)]);
  };
  const tellAway = (error: unknown): void => {
    logger.warn(
      { err: error },
      'The event log is away; going on without it until it is there, the outbox keeps what is written',
    );
    firstTry.resolve();
  };
  const opened = untilDone(tryToOpen, ends, tellAway);
  const settled = opened.then((there) => void (log = there));
  settled.catch(() => undefined);
  await orAfter(patienceMs, Promise.race([settled, firstTry.promise]), () => undefined);
  if (log) return log;
  settled.then(
    () => logger.info('The event log is there'),
    (error: unknown) => {
      if (error instanceof ConfigError) onRefused(error);
    },
  );

  const whenThere = (): Promise<EventLog> =>
    orAfter(answerMs, opened, () => {
      throw new LogAwayError('The event log is away');
    });

  const subscribe: EventLog['subscribe'] = async (...request) => {
    const leaving = new AbortController();
    const until = AbortSignal.any([ends, leaving.signal]);
    const join = async (): Promise<Subscription | undefined> => {
      const there = await Promise.race([opened, abortOf(until)]);
      const tell = (error: unknown) => logger.warn({ err: error }, 'Could not join a group yet');
      const joined = await untilDone(() => there.subscribe(...request), until, tell);
      if (until.aborted) await joined.stop();
      return joined;
    };
    const joining = join().catch((error: unknown) => {
      // Why it could not be opened was told where it was opened.
      if (log && error instanceof ConfigError) onRefused(error);
      return undefined;
    });
    return {
      async stop() {
        leaving.abort();
        await (await joining)?.stop();
      },
    };
  };

  return {
    append: async (events) => (log ?? (await whenThere())).append(events),
    subscribe: async (...request) => (log ? log.subscribe(...request) : subscribe(...request)),
    read: async (...request) => (log ?? (await whenThere())).read(...request),
    ends: async (topic) => (log ?? (await whenThere())).ends(topic),
    async stop() {
      closing.abort();
      await log?.stop();
    },
  };
}

/** What a promise gives, or what `late` gives or throws when that takes too long. */
async function orAfter<T>(ms: number, promise: Promise<T>, late: () => T): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([promise, pause(ms, over.signal).then(late)]);
  } finally {
    over.abort();
  }
}

/** Rejects with the reason of a signal once it is aborted. */
function abortOf(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  if (signal.aborted) reject(signal.reason);
  else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}
