import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@outlay/embedded/port.ts';
import { plainEnvironment } from '../config.ts';
import type { EnginePlace } from './place.ts';
import { placeVariable } from './place.ts';

/** A real engine on a port of its own, which a test may treat badly. Its data outlives its process. */
export type Engine = AsyncDisposable & {
  /** How clients reach it; the same after every start. */
  readonly url: string;
  /** The process that serves, as long as there is one. */
  readonly pid: number | undefined;
  /** Starts it again after `kill` or `stop`, on the same port and data. Resolves once it serves. */
  readonly start: () => Promise<void>;
  /** Ends it in order, as far as it does that within 30 s. */
  readonly stop: () => Promise<void>;
  /** Ends it at once, as a crash would (SIGKILL). */
  readonly kill: () => Promise<void>;
  /** Freezes it (SIGSTOP): connections stay, and nothing answers. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Ends it for good and deletes its data. */
  readonly discard: () => Promise<void>;
};

export type EngineProgram = {
  readonly name: string;
  readonly url: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Whether it serves; asked again and again after a start. */
  readonly isReady: () => Promise<boolean>;
};

/** A start under load, on a machine with one slow core, reads its data first. */
const readyTimeoutMs = 180_000;

/** Starts a program in its place. When it cannot, the place is discarded and its last words thrown. */
export async function startEngine(place: EnginePlace, program: EngineProgram): Promise<Engine> {
  const output = join(place.folder, 'output.log');
  let child: ChildProcess | undefined;

  /** To the whole group, for a launcher script and what it launched belong together. */
  const signal = (name: NodeJS.Signals): void => {
    if (!child?.pid || hasEnded(child)) return;
    try {
      process.kill(-child.pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  const gone = async (): Promise<void> => {
    child?.ref();
    if (child && !hasEnded(child)) await once(child, 'exit');
    child = undefined;
  };
  // A run that ends without having stopped its engines takes them along.
  const killAtExit = (): void => signal('SIGKILL');
  process.on('exit', killAtExit);

  const start = async (): Promise<void> => {
    if (child && !hasEnded(child)) return;
    const file = openSync(output, 'a', 0o600);
    const started = spawn(program.command, program.args, {
      cwd: place.folder,
      env: { ...plainEnvironment(), ...program.env, [placeVariable]: place.folder },
      // A group of its own, so that Ctrl-C in the terminal reaches the run and not the engine.
      detached: true,
      stdio: ['ignore', file, file],
    });
    closeSync(file);
    child = started;
    // The engine serves the run; it is no reason for the run to go on.
    started.unref();
    await Promise.race([untilReady(started), failure(started)]);
  };

  const untilReady = async (started: ChildProcess): Promise<void> => {
    const deadline = performance.now() + readyTimeoutMs;
    while (!(await program.isReady().catch(() => false))) {
      if (hasEnded(started)) throw new Error(`${program.name} ended: ${await lastWords(output)}`);
      if (performance.now() > deadline) {
        throw new Error(`${program.name} doesn't get ready: ${await lastWords(output)}`);
      }
      await pause(50);
    }
  };

  const kill = async (): Promise<void> => {
    signal('SIGKILL');
    await gone();
  };
  const stop = async (): Promise<void> => {
    // A frozen process takes no other signal.
    signal('SIGCONT');
    signal('SIGTERM');
    const patience = setTimeout(() => signal('SIGKILL'), 30_000);
    await gone();
    clearTimeout(patience);
  };
  const discard = async (): Promise<void> => {
    await kill();
    process.off('exit', killAtExit);
    await place.discard();
  };

  try {
    await start();
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    url: program.url,
    get pid() {
      return child?.pid;
    },
    start,
    stop,
    kill,
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    discard,
    [Symbol.asyncDispose]: discard,
  };
}

/**
 * A free port outside the range from which the system draws the ports of outgoing connections. In it, a
 * client that knocks on a killed engine's port may be given that very port as its own, connect to itself
 * and keep the engine from coming back.
 */
export function enginePort(): Promise<number> {
  return freePort(Array.from({ length: 20 }, () => 20_000 + Math.floor(Math.random() * 12_000)));
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function failure(child: ChildProcess): Promise<never> {
  const [error] = (await once(child, 'error')) as [Error];
  throw error;
}

async function lastWords(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).trim().split('\n');
  return lines.slice(-15).join('\n') || 'without a word';
}
