import { chownSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '@outlay/service-kit/config.ts';

/** Makes the folder that keeps all data, and those above it; throws a {@link ConfigError} when it can't. */
export function makeDataFolder(folder: string): void {
  try {
    const wanted = resolve(folder);
    const first = mkdirSync(wanted, { recursive: true });
    if (first === undefined) return;
    const made: string[] = [];
    for (let path = wanted; path.length >= first.length; path = dirname(path)) made.unshift(path);
    for (const path of made) giveToFolderOwner(path);
  } catch (error) {
    throw new ConfigError(
      `OUTLAY_DATA names a folder that can't be made: ${(error as Error).message}`,
    );
  }
}

/** Makes an empty file that its owner alone can read, unless something of that name is there. */
export function makeOwnFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  giveToFolderOwner(path);
}

/** What root makes in a plain user's folder has to stay in that user's reach, who may start Outlay next. */
export function giveToFolderOwner(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  chownSync(path, uid, gid);
}
