import { chownSync, closeSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolders } from '@outlay/embedded/make-folders.ts';
import { ConfigError } from '@outlay/service-kit/config.ts';

/** Makes the folder that keeps all data, and those above it; throws a {@link ConfigError} when it can't. */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    for (const made of await makeFolders(resolve(folder))) giveToFolderOwner(made);
  } catch (error) {
    throw unusable('made', error);
  }
}

/** What to say of a data folder that can't be made, or written to. */
export function unusable(what: 'made' | 'written to', error: unknown): ConfigError {
  return new ConfigError(
    `OUTLAY_DATA names a folder that can't be ${what} (${(error as Error).message}). ` +
      'Name one in which you may make files.',
  );
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
