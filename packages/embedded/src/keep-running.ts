import type { ChildProcess } from 'node:child_process';
import { stopEngine } from './engine.ts';
import type { Logger } from './logger.ts';

export interface RunningEngine {
  pid(): number;
  /** Resolves when the engine is gone for good: stopped, or given up on. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/** More deaths than this within a minute have a cause that another start won't cure. */
export const maxDeathsPerMinute = 5;

/**
 * Watches over a started engine. PostgreSQL itself replaces a backend that crashes; should its
 * postmaster be killed (out of memory, a stray `kill`), `relaunch` starts another on the same port,
 * and clients find it there when they connect again.
 */
export function keepRunning(
  first: ChildProcess,
  relaunch: () => Promise<ChildProcess>,
  logger: Logger,
): RunningEngine {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const deaths: number[] = [];
  let engine = first;
  let relaunching: Promise<void> = Promise.resolve();
  let stopping: Promise<void> | undefined;

  // process.exit() waits for nothing, but the engine can be told to stop by itself.
  const abandon = () => engine.kill('SIGINT');
  process.on('exit', abandon);

  const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
    if (!stopping) relaunching = replace(`${signal ?? `exit code ${code}`}`);
  };
  const replace = async (how: string) => {
    const now = performance.now();
    deaths.push(now);
    try {
      if (deaths.filter((then) => now - then < 60_000).length > maxDeathsPerMinute) {
        throw new Error(`it ended ${deaths.length} times`);
      }
      logger.error(`PostgreSQL ended unexpectedly (${how}); starting it again`);
      engine = await relaunch();
      engine.once('exit', onExit);
      logger.info(`PostgreSQL is back (process ${engine.pid})`);
    } catch (error) {
      logger.error(`PostgreSQL can't be started again: ${(error as Error).message}`);
      end();
    }
  };
  const stop = async () => {
    await relaunching;
    await stopEngine(engine);
    process.off('exit', abandon);
    end();
  };
  engine.once('exit', onExit);
  return { pid: () => engine.pid!, ended, stop: () => (stopping ??= stop()) };
}
