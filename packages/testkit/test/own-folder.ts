import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Runs things in a temporary folder of their own, so that what they leave there shows. */
export async function ownTemporaryFolder(runner: 'run-tests.ts' | 'run-engines.ts') {
  const folder = await mkdtemp(join(tmpdir(), 'outlay-testkit-'));
  await chmod(folder, 0o755);
  const script = fileURLToPath(new URL(`../src/${runner}`, import.meta.url));
  return {
    folder,
    run(command: string, env: NodeJS.ProcessEnv = {}) {
      const child = spawn(process.execPath, [script, 'sh', '-c', command], {
        env: { PATH: '/usr/bin:/bin', HOME: process.env['HOME'], TMPDIR: folder, ...env },
      });
      const result = { out: '', err: '' };
      child.stderr.on('data', (data) => (result.err += data));
      const ended = new Promise<typeof result & { code: number | null }>((resolve) =>
        child.once('close', (code) => resolve({ ...result, code })),
      );
      const firstLine = new Promise<string>((resolve) =>
        child.stdout.on('data', (data) => {
          result.out += data;
          resolve(String(data).trim());
        }),
      );
      return { child, ended, firstLine };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
