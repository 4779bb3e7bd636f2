import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Account } from './account.ts';
import { chooseAccount, run } from './account.ts';
import { EmbeddedPostgresError } from './errors.ts';
import type { Logger } from './logger.ts';
import { makeFolders } from './make-folders.ts';

/**
 * Where a database lives. The folder the caller asked for, or, when we are root and the engine's
 * user can't get there (a checkout in /root), a folder of its own under `fallbackRoot`; a file
 * `location` in the wanted folder then says where.
 *
 *     <folder>/data              the cluster; belongs to the engine's user
 *     <folder>/password          the superuser's password (0600)
 *     <folder>/postgresql.conf   written at every start, like pg_hba.conf
 *     <folder>/lock              held by the living app
 *     <folder>/binaries          only where the engine's user can't read node_modules
 */
export interface Place {
  folder: string;
  data: string;
  account: Account;
}

export async function findPlace(
  dataDir: string,
  fallbackRoot: string,
  logger: Logger,
): Promise<Place> {
  const wanted = resolve(dataDir);
  const moved = await readPointer(wanted);
  const folder = moved ?? wanted;
  const existing = await statIfThere(join(folder, 'data'));
  const account = await chooseAccount([existing, await nearestExisting(wanted)]);
  if (existing) {
    await assertReachable(folder, existing, account);
    return { folder, data: join(folder, 'data'), account };
  }
  await makeFolder(wanted);
  if (moved || (await canHost(wanted, account))) {
    return { folder, data: join(folder, 'data'), account };
  }
  return settleElsewhere(wanted, fallbackRoot, account, logger);
}

async function readPointer(wanted: string): Promise<string | undefined> {
  const text = await readFile(join(wanted, 'location'), 'utf8').catch(ignoreMissing);
  if (text === undefined) return undefined;
  const folder = text.trim();
  if (isAbsolute(folder) && (await statIfThere(folder))) return folder;
  throw new EmbeddedPostgresError(
    'DATA_MISSING',
    `${join(wanted, 'location')} says the data is in ${folder}, which isn't there. ` +
      `Bring that folder back, or delete ${wanted} to start with no data.`,
  );
}

async function settleElsewhere(
  wanted: string,
  fallbackRoot: string,
  account: Account,
  logger: Logger,
): Promise<Place> {
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  const folder = join(fallbackRoot, name);
  await makeFolder(folder);
  if (!(await canHost(folder, account))) {
    throw new EmbeddedPostgresError(
      'PERMISSION',
      `PostgreSQL refuses root, and user ${account.uid} can use neither ${wanted} nor ${folder}. ` +
        'Choose a data folder it can reach, or start as a plain user.',
    );
  }
  await writeFile(join(wanted, 'location'), `${folder}\n`);
  const found = await statIfThere(join(folder, 'data'));
  logger.info(
    `PostgreSQL runs as user ${account.uid}, who can't reach ${wanted}: ` +
      `the data ${found ? 'was found again' : 'is kept'} in ${folder}`,
  );
  return { folder, data: join(folder, 'data'), account };
}

/** Writes a file into the place's folder; the mode holds whatever the umask. */
export async function writeInPlace(
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

/** What root writes into a plain user's folder has to stay in that user's reach. */
export async function giveToFolderOwner(place: Place, name: string): Promise<void> {
  if (!place.account.switched) return;
  const owner = await stat(place.folder);
  await chown(join(place.folder, name), owner.uid, owner.gid);
}

/** Tries it out rather than reading mode bits: access lists, mounts and namespaces have a say. */
async function canHost(folder: string, account: Account): Promise<boolean> {
  if (!account.switched) return true;
  const probe = join(folder, `probe-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(probe, { mode: 0o700 });
    await chown(probe, account.uid, account.gid);
    const tried = await run(account, '/bin/sh', ['-c', 'cd "$1" && : > file', 'sh', probe]);
    return tried.code === 0;
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    return false;
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

async function assertReachable(folder: string, data: Stats, account: Account): Promise<void> {
  if (!account.switched && data.uid !== account.uid) {
    throw new EmbeddedPostgresError(
      'PERMISSION',
      `The data in ${folder} belongs to user ${data.uid} (it was first started as root). ` +
        `Start as root again, or make it yours: sudo chown -R ${account.uid}:${account.gid} ${folder}`,
    );
  }
  // Data that belongs to root was restored or copied by root; `prepare` hands it over later.
  if (!account.switched || data.uid === 0) return;
  const tried = await run(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', join(folder, 'data')]);
  if (tried.code === 0) return;
  throw new EmbeddedPostgresError(
    'PERMISSION',
    `User ${account.uid}, who owns the data in ${folder}, can't reach it any more. ` +
      'Give the folders above it back their x permission (chmod o+x).',
  );
}

/** Creates the folder and its missing parents so that others may pass through, whatever the umask. */
async function makeFolder(folder: string): Promise<void> {
  for (const path of await makeFolders(folder)) {
    await chmod(path, 0o711);
    if (process.getuid!() !== 0) continue;
    const { uid, gid } = await stat(dirname(path));
    await chown(path, uid, gid);
  }
}

async function nearestExisting(path: string): Promise<Stats> {
  return (await statIfThere(path)) ?? nearestExisting(dirname(path));
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(ignoreMissing);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
