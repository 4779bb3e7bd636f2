import { ConfigError } from './config.ts';
import { checkDatabase } from './database-check.ts';
import { startedParts } from './lifecycle.ts';
import { createLogger, type LogLevel } from './logger.ts';
import type { PieceStart } from './run-piece.ts';

type CommandConfig = { readonly LOG_LEVEL: LogLevel; readonly DATABASE_URL: string };

/**
 * Runs a command of an operator to its end, once the database that it is about can be used. What it keeps
 * is let go of afterwards, whatever happens. Ends the process with the status that `work` gives, or 0; a wrong
 * setting with one line and 2, any other failure in its log and with 1.
 */
export async function runCommand<Config extends CommandConfig>(
  name: string,
  readConfig: () => Config,
  work: (command: PieceStart<Config>) => Promise<number | void>,
): Promise<void> {
  const { keep, stop } = startedParts();
  let logger = createLogger(name);
  try {
    const config = readConfig();
    logger = createLogger(name, config.LOG_LEVEL);
    await checkDatabase(config.DATABASE_URL, { logger });
    process.exitCode = (await work({ config, logger, keep })) ?? 0;
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else logger.fatal({ err: error }, 'failed');
    process.exitCode = error instanceof ConfigError ? 2 : 1;
  } finally {
    await stop().catch((error: unknown) => logger.warn({ err: error }, 'did not end cleanly'));
  }
}
