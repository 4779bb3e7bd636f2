import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder, type AppLock } from '@outlay/embedded/app-lock.ts';

/** The variable by which every process of an engine, and whatever those start, is recognised. */
export const placeVariable = 'OUTLAY_TEST_ENGINE_PLACE';

/** A folder in the temporary folder that one engine has to itself, for as long as its run lives. */
export type EnginePlace = {
  readonly folder: string;
  /** Ends what still runs here and deletes the folder. */
  readonly discard: () => Promise<void>;
};

/** Makes a place for an engine of this name, and clears away those of runs that were killed. */
export async function makePlace(name: string): Promise<EnginePlace> {
  await sweep();
  const folder = join(tmpdir(), `${prefix}${name}-${randomBytes(6).toString('hex')}`);
  await mkdir(folder, { mode: 0o700 });
  const lock = await lockPlace(folder);
  return {
    folder,
    async discard() {
      await clear(folder);
      lock.release();
    },
  };
}

const prefix = `outlay-test-engine-${process.getuid!()}-`;

const taken = new Set(['ALREADY_RUNNING', 'PERMISSION', 'ENOENT', 'ERR_SQLITE_ERROR']);

/** The kernel lets go of the lock when the run dies, so a place whose lock can be had is abandoned. */
async function sweep(): Promise<void> {
  const names = await readdir(tmpdir());
  for (const name of names.filter((name) => name.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const stats = await stat(folder).catch(() => undefined);
    // A folder this young may be one whose run is just about to lock it.
    if (!stats || Date.now() - stats.mtimeMs < 60_000) continue;
    const lock = await lockPlace(folder).catch((error: NodeJS.ErrnoException) => {
      // Another run is using that one, or is just clearing it away as well, under the lock's own file.
      if (taken.has(error.code ?? '')) return undefined;
      throw error;
    });
    if (!lock) continue;
    await clear(folder);
    lock.release();
  }
}

function lockPlace(folder: string): Promise<AppLock> {
  const self = { uid: process.getuid!(), gid: process.getgid!(), switched: false };
  return lockFolder({ folder, data: folder, account: self });
}

async function clear(folder: string): Promise<void> {
  // What is being killed may still write, so the second try is for what it wrote meanwhile.
  for (let attempt = 1; ; attempt += 1) {
    for (const pid of await processesOf(folder)) kill(pid);
    try {
      return await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/**
 * Every process that was started for the place, by the variable in its environment; a process id
 * that was written down may belong to a stranger by now. Only Linux shows environments in /proc;
 * elsewhere an engine that outlived its run has to be ended by hand.
 */
async function processesOf(folder: string): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => []);
  const mark = `${placeVariable}=${folder}\0`;
  const found = await Promise.all(
    entries
      .filter((entry) => /^\d+$/.test(entry))
      .map(async (pid) => {
        const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
        return `\0${environment}`.includes(`\0${mark}`) ? [Number(pid)] : [];
      }),
  );
  return found.flat().filter((pid) => pid !== process.pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
