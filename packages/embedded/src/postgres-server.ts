import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { pino } from 'pino';
import { lockFolder } from './app-lock.ts';
import type { Binaries } from './binaries.ts';
import { installedBinaries, usableBinaries } from './binaries.ts';
import { giveToFolderOwner, prepareCluster, superuser, writePrivately } from './cluster.ts';
import { ensureDatabases } from './databases.ts';
import { launch, stopEngine } from './engine.ts';
import { explain } from './errors.ts';
import type { Logger } from './logger.ts';
import { silent } from './logger.ts';
import { stopOrphan } from './orphan.ts';
import type { Place } from './place.ts';
import { findPlace } from './place.ts';
import { freePort } from './port.ts';
import { accessFile, engineSettings, settingsFile } from './settings.ts';

export interface PostgresOptions {
  /** The folder for everything the database keeps; created when it isn't there. */
  dataDir: string;
  /** Databases to create where they are missing. */
  databases?: string[];
  /** The port to try first; without it, the one used last time. Another is taken if it is busy. */
  port?: number;
  /** False trades durability for speed: for data that nobody will miss. Default true. */
  durable?: boolean;
  logger?: Logger;
  /** PostgreSQL settings that differ from ours, by their own names. */
  settings?: Record<string, string>;
  /** A folder with bin/, lib/ and share/ instead of the one from npm. */
  binariesDir?: string;
  /** Where root keeps data that the engine's user can't reach in `dataDir`. */
  fallbackRoot?: string;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** The process id of the postmaster. */
  readonly pid: number;
  /** The URL of the database `postgres`, as superuser. */
  readonly adminUrl: string;
  /** The URL of a database, with user and password. */
  url(database: string): string;
  ensureDatabases(names: string[]): Promise<void>;
  /** Stops the engine in order and lets go of the folder. Calling it again does nothing more. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a folder and resolves once it takes connections.
 * Rejects with an EmbeddedPostgresError whose message is one line for the person who started it.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  try {
    return await start(options);
  } catch (error) {
    throw explain(error, options.dataDir);
  }
}

/** Removes a data folder for good, with an engine that a killed process left running on it. */
export async function discardData(
  dataDir: string,
  fallbackRoot = '/var/lib/outlay',
): Promise<void> {
  const place = await findPlace(dataDir, fallbackRoot, silent);
  const lock = lockFolder(place.folder);
  try {
    await stopOrphan(place, silent);
    await rm(place.folder, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true });
  } finally {
    lock.release();
  }
}

async function start(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const logger = options.logger ?? pino({ name: 'embedded-postgres' });
  const native = options.binariesDir ?? installedBinaries();
  const fallbackRoot = options.fallbackRoot ?? '/var/lib/outlay';
  const place = await findPlace(options.dataDir, fallbackRoot, logger);
  const lock = lockFolder(place.folder);
  try {
    await giveToFolderOwner(place, 'lock');
    await giveToFolderOwner(place, 'app.pid');
    const binaries = await usableBinaries(native, place);
    await stopOrphan(place, logger);
    const password = await prepareCluster(place, binaries, options.durable ?? true);
    const { engine, port } = await launchOnFreePort(place, binaries, options, logger);
    const stopping = onceOnly(async () => {
      process.off('exit', abandon);
      await stopEngine(engine);
      lock.release();
    });
    // process.exit() waits for nothing, but the engine can still be told to stop by itself.
    const abandon = () => engine.kill('SIGINT');
    process.once('exit', abandon);
    const url = (database: string) =>
      `postgres://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
    const adminUrl = url('postgres');
    await ensureDatabases(adminUrl, options.databases ?? []).catch(async (error) => {
      await stopping();
      throw error;
    });
    return {
      host: '127.0.0.1',
      port,
      pid: engine.pid!,
      adminUrl,
      url,
      ensureDatabases: (names) => ensureDatabases(adminUrl, names),
      stop: stopping,
      [Symbol.asyncDispose]: stopping,
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function launchOnFreePort(
  place: Place,
  binaries: Binaries,
  options: PostgresOptions,
  logger: Logger,
): Promise<{ engine: ChildProcess; port: number }> {
  const remembered = Number(await readFile(join(place.folder, 'port'), 'utf8').catch(() => '0'));
  const wanted = [options.port ?? 0, remembered].filter((port) => port > 0);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(wanted);
    if (wanted[0] && port !== wanted[0]) {
      logger.warn(`Port ${wanted[0]} is taken; PostgreSQL listens on ${port} instead`);
    }
    const hbaFile = join(place.folder, 'pg_hba.conf');
    const { durable = true, settings: extra = {} } = options;
    const settings = settingsFile(engineSettings({ port, durable, hbaFile, extra }));
    await writePrivately(place, 'pg_hba.conf', accessFile, 0o644);
    await writePrivately(place, 'postgresql.conf', settings, 0o644);
    try {
      const engine = await launch(place, binaries);
      await writePrivately(place, 'port', `${port}\n`, 0o644);
      return { engine, port };
    } catch (error) {
      // The port was taken between our look and the engine's, or the backends of a killed
      // postmaster, which notice its death within moments, still hold its memory.
      if (attempt === 20 || !/could not bind|still in use/.test(String(error))) throw error;
      await pause(250);
    }
  }
}

function onceOnly(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
