import { ConfigError } from './config.ts';
import type { Logger } from './logger.ts';

/** Ctrl-C under npm reaches a process twice, from the terminal and from npm; so soon it is one request. */
const sameRequestMs = 1_000;

/**
 * Runs a piece until it is told to stop. On SIGTERM or SIGINT it calls `stop` once and ends the process
 * with status 0; a second, later signal ends it at once with 1, and so does a stop that takes longer than
 * `stopWithinMs`, for what it waits for may never come. Told while it starts, it stops as soon
 * as it has started, so that nothing it started is left behind; `start` is given a signal by which it
 * breaks off what may take long, and then rejects with that signal's reason. A wrong setting ends it with one line
 * and status 2; a taken port, or an error of a class in `explained`, whose messages are written for the
 * person who started it, with one line and status 1. What goes wrong for good after the start, such as a setting
 * that only shows as wrong later, ends it likewise by `fail`: its parts are stopped first.
 */
export async function runUntilSignal(
  logger: Logger,
  start: (
    stopping: AbortSignal,
    fail: (error: unknown) => void,
  ) => Promise<Running & { readonly stopWithinMs?: number | undefined }>,
  explained: readonly (abstract new (...args: never[]) => Error)[] = [],
): Promise<void> {
  const started = Promise.withResolvers<Awaited<ReturnType<typeof start>>>();
  const stopping = new AbortController();
  const stopInTime = async (statusIfLate: number): Promise<void> => {
    const { stop, stopWithinMs } = await started.promise;
    if (stopWithinMs !== undefined) endAfter(stopWithinMs, statusIfLate, logger);
    await stop();
  };
  onSignal(async () => {
    stopping.abort();
    await stopInTime(1);
  }, logger);
  const tell = (error: unknown, otherwise: string): void => {
    const told = messageFor(error, explained);
    if (told !== null) process.stderr.write(`${told}\n`);
    else logger.fatal({ err: error }, otherwise);
  };
  let failure: { readonly reason: unknown } | undefined;
  const fail = (reason: unknown): void => {
    if (failure || stopping.signal.aborted) return;
    failure = { reason };
    tell(reason, 'failed');
    stopping.abort();
    const end = (): void => process.exit(statusOf(reason));
    stopInTime(statusOf(reason)).then(end, end);
  };
  try {
    started.resolve(await start(stopping.signal, fail));
  } catch (error) {
    if (stopping.signal.aborted && error === stopping.signal.reason) {
      process.exit(failure ? statusOf(failure.reason) : 0);
    }
    tell(error, 'could not start');
    process.exit(statusOf(error));
  }
}

function statusOf(error: unknown): number {
  return error instanceof ConfigError ? 2 : 1;
}

/** Whoever told it to stop kills it a moment later, and then nobody would know why. */
function endAfter(ms: number, status: number, logger: Logger): void {
  setTimeout(() => {
    logger.error({ ms }, 'did not stop in time; what it waited for is left behind');
    process.exit(status);
  }, ms);
}

function messageFor(
  error: unknown,
  explained: readonly (abstract new (...args: never[]) => Error)[],
): string | null {
  const { syscall, code, port, setting = 'PORT' } = error as Record<string, unknown>;
  if (syscall === 'listen') {
    const why =
      code === 'EADDRINUSE' ? 'is taken by another program' : `can't be opened (${String(code)})`;
    return `Port ${String(port)} ${why}. Set ${String(setting)} to another one, or to 0 for any that is free.`;
  }
  const known = [ConfigError, ...explained].some((kind) => error instanceof kind);
  return known ? (error as Error).message : null;
}

function onSignal(stop: () => Promise<void>, logger: Logger): void {
  let askedAt: number | undefined;
  const handle = (signal: NodeJS.Signals): void => {
    if (askedAt !== undefined) {
      if (performance.now() - askedAt > sameRequestMs) process.exit(1);
      return;
    }
    askedAt = performance.now();
    logger.info({ signal }, 'stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
}

/** Something that was started. */
export type Running = { readonly stop: () => Promise<void> };

/** Keeps what was started, to stop it in the opposite order: also when a later part can't be started. */
export function startedParts(): Running & {
  readonly keep: <Part extends Running>(part: Part) => Part;
} {
  const parts: Running[] = [];
  return {
    keep(part) {
      parts.unshift(part);
      return part;
    },
    stop: () => stopAll(parts),
  };
}

/** Stops parts in the order given; every part is asked to, and the first failure is thrown at the end. */
export async function stopAll(parts: readonly Running[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    try {
      await part.stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
