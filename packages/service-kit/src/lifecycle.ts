import { ConfigError } from './config.ts';
import type { Logger } from './logger.ts';

/** Ctrl-C under npm reaches a process twice, from the terminal and from npm; so soon it is one request. */
const sameRequestMs = 1_000;

/**
 * Runs a piece until it is told to stop. On SIGTERM or SIGINT it calls `stop` once and ends the process
 * with status 0; a second, later signal ends it at once with 1. Told while it starts, it stops as soon
 * as it has started, so that nothing it started is left behind. A wrong setting ends it with one line
 * and status 2.
 */
export async function runUntilSignal(
  logger: Logger,
  start: () => Promise<{ stop: () => Promise<void> }>,
): Promise<void> {
  const started = Promise.withResolvers<{ stop: () => Promise<void> }>();
  onSignal(async () => (await started.promise).stop(), logger);
  try {
    started.resolve(await start());
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else logger.fatal({ err: error }, 'could not start');
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
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

/** Stops parts in the order given; every part is asked to, and the first failure is thrown at the end. */
export async function stopAll(parts: readonly { stop: () => Promise<void> }[]): Promise<void> {
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
