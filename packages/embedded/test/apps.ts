import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { discardData } from '../src/postgres-server.ts';
import type { PostgresOptions } from '../src/postgres-server.ts';

export interface Ready {
  port: number;
  pid: number;
  adminUrl: string;
}

const program = fileURLToPath(new URL('./app.ts', import.meta.url));

/** A folder under the temporary one, reachable by all, and its data folder, both removed at the end. */
export async function workshop(mode = 0o755) {
  const folder = await mkdtemp(join(tmpdir(), 'outlay-embedded-'));
  await chmod(folder, mode);
  const dataDir = join(folder, '.outlay', 'postgres');
  const fallbackRoot = `${folder}-fallback`;
  return {
    folder,
    dataDir,
    fallbackRoot,
    async [Symbol.asyncDispose]() {
      await discardData(dataDir, fallbackRoot).catch(() => {});
      await rm(folder, { recursive: true, force: true });
      await rm(fallbackRoot, { recursive: true, force: true });
    },
  };
}

/** Starts the app in a process of its own, as this user or, for root, another. */
export function startApp(
  options: PostgresOptions & { rows?: boolean },
  launch: { uid?: number; gid?: number; wrap?: string[] } = {},
) {
  const { wrap = [], ...as } = launch;
  const [command, ...args] = [...wrap, process.execPath, program, JSON.stringify(options)];
  const child = spawn(command!, args, {
    ...as,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin:/usr/sbin' },
  });
  const app = {
    child,
    log: '',
    /** The numbers of the rows that the database acknowledged. */
    acknowledged: [] as number[],
    first: undefined as unknown as Promise<Partial<Ready> & { code?: string; message?: string }>,
    async ready(): Promise<Ready> {
      const line = await app.first;
      if (line.port === undefined) throw new Error(`${line.code}: ${line.message}`);
      return line as Ready;
    },
    /** Sends the signal and waits for the end of the process. */
    async end(signal: NodeJS.Signals = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
    [Symbol.asyncDispose]: () => app.end('SIGTERM'),
  };
  child.stderr.on('data', (data) => (app.log += data));
  app.first = new Promise((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const parsed = JSON.parse(line);
      if (typeof parsed === 'number') app.acknowledged.push(parsed);
      else resolve(parsed);
    });
    child.once('close', (code) => reject(new Error(`the app ended with ${code}: ${app.log}`)));
  });
  app.first.catch(() => {});
  return app;
}

/** Waits until the check holds. (The testkit is built on this package, so it can't serve here.) */
export async function until(check: () => Promise<unknown> | unknown): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`never came: ${check.toString()}`);
    await pause(10);
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
