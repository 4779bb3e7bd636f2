import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from './account.ts';
import { EmbeddedPostgresError } from './errors.ts';
import type { Logger } from './logger.ts';
import type { Place } from './place.ts';

/**
 * What a postmaster writes into its data directory, one value a line:
 * https://www.postgresql.org/docs/18/storage-file-layout.html (postmaster.pid).
 */
export interface PostmasterFile {
  pid: number;
  dataDirectory: string;
  ready: boolean;
}

export async function readPostmasterFile(data: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isSafeInteger(pid) || pid < 2) return undefined;
  return { pid, dataDirectory: lines[1] ?? '', ready: lines[7] === 'ready' };
}

/**
 * Leaves no engine running on the data. The caller holds the folder's lock, so an engine that still
 * runs there has outlived an app that was killed. It is stopped rather than taken over: its binaries
 * or settings may be of another version, and an engine that is our own child tells us when it ends.
 */
export async function stopOrphan(place: Place, logger: Logger): Promise<void> {
  const recorded = await readPostmasterFile(place.data);
  if (!recorded) return;
  if (await runsOn(recorded, place.data)) {
    logger.info(
      `Stopping the PostgreSQL (process ${recorded.pid}) that a killed start left behind`,
    );
    if (await shutDown(recorded.pid, async () => !(await runsOn(recorded, place.data)))) return;
    throw new EmbeddedPostgresError(
      'ORPHAN_STUCK',
      `A PostgreSQL left from an earlier start (process ${recorded.pid}) doesn't stop. ` +
        'Kill it and start again; nothing is lost.',
    );
  }
  if (isAlive(recorded.pid)) await disownPid(place);
}

/**
 * Asks an engine to stop: first "fast" (clients are disconnected, everything is written out), then
 * "immediate" (the next start recovers from the log). Resolves to whether it is gone.
 */
export async function shutDown(pid: number, isGone: () => Promise<boolean>): Promise<boolean> {
  const steps = [
    { signal: 'SIGINT', patienceMs: 30_000 },
    { signal: 'SIGQUIT', patienceMs: 10_000 },
  ] as const;
  for (const { signal, patienceMs } of steps) {
    if (await isGone()) return true;
    signalIfThere(pid, signal);
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (await isGone()) return true;
      await pause(10);
    }
  }
  return isGone();
}

/** A process id alone proves nothing (it may have been given away again), so look at what it runs. */
async function runsOn(recorded: PostmasterFile, data: string): Promise<boolean> {
  if (!(await runsWith(recorded.pid, recorded.dataDirectory))) return false;
  // A copy of a data directory holds the file of the original's engine, which is not ours to stop;
  // a directory that was renamed under its engine is, although its old path is gone.
  const [theirs, ours] = await Promise.all([
    stat(recorded.dataDirectory).catch(() => undefined),
    stat(data),
  ]);
  return theirs === undefined || (theirs.dev === ours.dev && theirs.ino === ours.ino);
}

async function runsWith(pid: number, dataDirectory: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return words.includes(`postgres\0`) && words.includes(`\0-D\0${dataDirectory}\0`);
  }
  const self = { uid: 0, gid: 0, switched: false };
  const { stdout } = await run(self, 'ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
  return stdout.includes('postgres') && stdout.includes(`-D ${dataDirectory} `);
}

/**
 * The id in the file now belongs to a stranger of the same user, and PostgreSQL would refuse to
 * start. Deleting the file would also delete its check for surviving backends of the old engine, so
 * we put our own id there instead: an engine takes its parent's id for a stale one.
 */
async function disownPid(place: Place): Promise<void> {
  const file = join(place.data, 'postmaster.pid');
  const text = await readFile(file, 'utf8');
  // Written as the engine's user: root writes nothing into a directory of somebody else's.
  const input = text.replace(/^.*/, String(process.pid));
  const written = await run(place.account, '/bin/sh', ['-c', 'cat > "$1"', 'sh', file], { input });
  if (written.code !== 0) throw new Error(written.stderr);
}

export function isAlive(pid: number): boolean {
  return signalIfThere(pid, 0);
}

function signalIfThere(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
