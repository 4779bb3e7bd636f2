import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, lchown, mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';
import type { Place } from './place.ts';
import { writeInPlace } from './place.ts';

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
  if (existsSync(place.data)) {
    await assertSameVersion(place, binaries);
    await handOver(place);
    if (!known) await resetPassword(place, binaries, password);
  } else {
    await initialise(place, binaries, password, durable);
  }
  if (!known) await writeInPlace(place, 'password', `${password}\n`, 0o600);
  return password;
}

async function assertSameVersion(place: Place, binaries: Binaries): Promise<void> {
  const text = await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch(() => '');
  const written = text.trim();
  if (written === String(binaries.majorVersion)) return;
  if (!written) throw new Error(`${place.data} is there, but holds no database; move it away`);
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
  await removePartial(place);
  const partial = join(place.folder, `${partialPrefix}${randomBytes(6).toString('hex')}`);
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
  await writeInPlace(place, 'password', `${password}\n`, 0o600);
  await rename(partial, place.data);
  await syncFolder(place.folder);
}

const partialPrefix = 'data.partial-';

/** An initdb that outlived its app may still be writing there, so what resists is left alone. */
async function removePartial(place: Place): Promise<void> {
  const names = await readdir(place.folder);
  for (const name of names.filter((name) => name.startsWith(partialPrefix))) {
    await rm(join(place.folder, name), { recursive: true, force: true }).catch(() => {});
  }
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
