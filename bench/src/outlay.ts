import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { discardData } from '@outlay/embedded/postgres-server.ts';

/** An Outlay in a process of its own, on fresh data, so that what measures it doesn't share its thread. */
export type RunningOutlay = {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
};

const root = new URL('../../', import.meta.url);

/**
 * Starts what `npm start` starts, on a free port, by a command such as `taskset` where one is given. Rejects
 * with what it printed when it ends early.
 */
export async function startOutlay(
  environment: Readonly<Record<string, string>> = {},
  by: readonly string[] = [],
): Promise<RunningOutlay> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'outlay-bench-'));
  const main = fileURLToPath(new URL('packages/stack/src/main.ts', root));
  const [command = process.execPath, ...words] = [...by, process.execPath, main];
  const child = spawn(command, words, {
    env: {
      ...process.env,
      ...environment,
      OUTLAY_DATA: dataFolder,
      PORT: '0',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const [, found] = /GraphQL\s+(http\S+)/.exec(line) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`Outlay ended with ${code}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await discardData(join(dataFolder, 'postgres'));
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
