import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { giveToFolderOwner, unusable } from './data-folder.ts';

const secrets = z.object({
  /** Encrypts sensitive columns and signing keys; whoever loses it loses them. */
  masterKey: z.string().min(32),
});

export type Secrets = z.output<typeof secrets>;

/**
 * The secrets of an Outlay that runs on one machine: made at the first start, kept beside its data and
 * readable by its owner alone. Throws when the file is there but not whole, rather than making new ones:
 * nothing sealed with the old ones could be read again.
 */
export function keptSecrets(dataFolder: string): Secrets {
  const file = join(dataFolder, 'secrets.json');
  try {
    return secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') {
      const help =
        code === 'EACCES'
          ? 'it belongs to another user, who started Outlay on this data before. Start it as that user.'
          : 'restore it from a backup.';
      throw new Error(`${file} can't be read as Outlay's secrets; ${help}`, { cause: error });
    }
  }
  const made: Secrets = { masterKey: randomBytes(32).toString('base64url') };
  // Written aside and renamed, so that a crash never leaves half a file.
  try {
    writeFileSync(`${file}.new`, `${JSON.stringify(made)}\n`, { mode: 0o600, flush: true });
  } catch (error) {
    throw unusable('written to', error);
  }
  giveToFolderOwner(`${file}.new`);
  renameSync(`${file}.new`, file);
  return made;
}
