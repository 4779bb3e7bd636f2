import { randomBytes } from 'node:crypto';
import { chmod, chown, lchown, mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';
import type { Place } from './place.ts';

/** The only role there is; every service of one process connects as it. */
export const superuser = 'outlay';

/**
 * Makes sure that the place holds a cluster these binaries can open, and returns the superuser's
 * password.
 */
export async function prepareCluster(
  place: Place,
  binaries: Binaries,
  durable: boolean,
): Promise<string> {
  const known = await readFile(join(place.folder, 'password'), 'utf8').catch(() => '');
  const password = known.trim() || randomBytes(24).toString('base64url');
  if (place.initialised) {
    await assertSameVersion(place, binaries);
    await handOver(place);
    if (!known) await resetPassword(place, binaries, password);
  } else {
    await initialise(place, binaries, password, durable);
  }
  if (!known) await writePrivately(place, 'password', `${password}\n`, 0o600);
  return password;
}

/** Writes a file that belongs to whoever owns the folder, so that root's files stay in reach. */
export async function writePrivately(
  place: Place,
  name: string,
  text: string,
  mode: number,
): Promise<void> {
  const path = join(place.folder, name);
  await writeFile(path, text, { mode });
  await chmod(path, mode);
  await giveToFolderOwner(place, name);
}

export async function giveToFolderOwner(place: Place, name: string): Promise<void> {
  if (!place.account.switched) return;
  const owner = await stat(place.folder);
  await chown(join(place.folder, name), owner.uid, owner.gid);
}

async function assertSameVersion(place: Place, binaries: Binaries): Promise<void> {
  const written = (await readFile(join(place.data, 'PG_VERSION'), 'utf8')).trim();
  if (written === String(binaries.majorVersion)) return;
  throw new EmbeddedPostgresError(
    'WRONG_VERSION',
    `The data in ${place.data} was written by PostgreSQL ${written}, and this is PostgreSQL ` +
      `${binaries.majorVersion}. Dump it with version ${written} and restore, or move it away.`,
  );
}

/**
 * Creates the cluster under another name and renames it when it is whole, so that a start killed in
 * between leaves nothing that looks like data.
 */
async function initialise(
  place: Place,
  binaries: Binaries,
  password: string,
  durable: boolean,
): Promise<void> {
  const partial = join(place.folder, 'data.partial');
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  if (place.account.switched) await chown(partial, place.account.uid, place.account.gid);
  const access = ['-U', superuser, '--pwfile=/dev/stdin', '--auth=scram-sha-256'];
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const sync = durable ? [] : ['--no-sync'];
  const args = ['-D', partial, '--encoding=UTF8', ...access, ...locale, ...sync];
  // Through cat, because Node's pipes are sockets, which /dev/stdin can't open again.
  const made = await run(
    place.account,
    '/bin/sh',
    ['-c', 'cat | "$0" "$@"', binaries.initdb, ...args],
    { cwd: place.folder, input: `${password}\n` },
  );
  if (made.code !== 0) throw new Error(made.stderr || `initdb ended with ${made.code}`);
  // The password has to be there before the cluster that asks for it.
  await writePrivately(place, 'password', `${password}\n`, 0o600);
  await rename(partial, place.data);
  await syncFolder(place.folder);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

/** Somebody lost the password file: set a new one with the engine alone, without connections. */
async function resetPassword(place: Place, binaries: Binaries, password: string): Promise<void> {
  const set = await run(
    place.account,
    binaries.postgres,
    ['--single', '-D', place.data, 'postgres'],
    { cwd: place.folder, input: `ALTER ROLE ${superuser} PASSWORD '${password}'\n` },
  );
  if (set.code !== 0) throw new Error(set.stderr);
}

/** Data that root copied or restored belongs to root; the engine's user needs it. */
async function handOver(place: Place): Promise<void> {
  const { switched, uid, gid } = place.account;
  if (!switched || (await stat(place.data)).uid !== 0) return;
  await lchown(place.data, uid, gid);
  for (const entry of await readdir(place.data, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), uid, gid);
  }
}
