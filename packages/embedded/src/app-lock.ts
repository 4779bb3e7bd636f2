import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EmbeddedPostgresError } from './errors.ts';

export interface AppLock {
  release(): void;
}

/**
 * Makes this process the only one that may run an engine on the folder.
 *
 * Node has no flock, but SQLite takes a real lock of the operating system on its file, and the
 * kernel lets go of it the moment the process is gone, however it went. So nothing can be stale and
 * no process id needs to be believed. (`app.pid` beside it only helps to say who holds it.)
 */
export function lockFolder(folder: string): AppLock {
  const holder = join(folder, 'app.pid');
  const database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error;
    throw new EmbeddedPostgresError(
      'ALREADY_RUNNING',
      `Already running${readHolder(holder)} on the data in ${folder}. Stop that one first.`,
    );
  }
  writeFileSync(holder, `${process.pid}\n`);
  return { release: () => database.close() };
}

/** https://www.sqlite.org/rescode.html#busy */
const sqliteBusy = 5;

function readHolder(file: string): string {
  try {
    return ` (process ${readFileSync(file, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
