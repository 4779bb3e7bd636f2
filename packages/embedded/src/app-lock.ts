import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { EmbeddedPostgresError } from './errors.ts';
import { isAlive } from './orphan.ts';
import type { Place } from './place.ts';
import { giveToFolderOwner, writeInPlace } from './place.ts';

export interface AppLock {
  release(): void;
}

/**
 * Makes this process the only one that may run an engine on the place.
 *
 * Node has no flock, but SQLite takes a real lock of the operating system on its file, and the
 * kernel lets go of it the moment the process is gone, however it went. So nothing can be stale and
 * no process id needs to be believed. (`app.pid` beside it only helps to say who holds it.)
 */
export async function lockFolder(place: Place): Promise<AppLock> {
  // SQLite climbs to its lock in steps, so without some patience two that climb at once both fail.
  const file = join(place.folder, 'lock');
  const database = new DatabaseSync(file, { open: false, timeout: 250 });
  let held = false;
  const release = () => {
    if (held) rmSync(join(place.folder, 'app.pid'), { force: true });
    held = false;
    if (database.isOpen) database.close();
  };
  try {
    database.open();
    database.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    held = true;
    await giveToFolderOwner(place, 'lock');
    await writeInPlace(place, 'app.pid', `${process.pid}\n`, 0o644);
  } catch (error) {
    release();
    throw await explainRefusal(error as SqliteError, place.folder);
  }
  return { release };
}

/** https://www.sqlite.org/rescode.html */
const sqlite = { busy: 5, readOnly: 8, cantOpen: 14 };

type SqliteError = Error & { errcode?: number };

async function explainRefusal(cause: SqliteError, folder: string): Promise<Error> {
  if (cause.errcode === sqlite.busy) {
    const holder = await readHolder(folder);
    return new EmbeddedPostgresError(
      'ALREADY_RUNNING',
      `Already running${holder ? ` (process ${holder})` : ''} on the data in ${folder}. ` +
        'Stop that one first.',
    );
  }
  if (cause.errcode === sqlite.readOnly || cause.errcode === sqlite.cantOpen) {
    return new EmbeddedPostgresError(
      'PERMISSION',
      `User ${process.getuid!()} can't write to ${folder}; it belongs to somebody else.`,
      { cause },
    );
  }
  return cause;
}

/** The file of a holder that has only just got the lock is still to come, or is its dead forerunner's. */
async function readHolder(folder: string): Promise<number | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const pid = Number(await readFile(join(folder, 'app.pid'), 'utf8').catch(() => ''));
    if (pid > 0 && isAlive(pid)) return pid;
    await pause(25);
  }
  return undefined;
}
