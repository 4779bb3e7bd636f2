import { rm } from 'node:fs/promises';
import { pino } from 'pino';
import { lockFolder } from './app-lock.ts';
import { installedBinaries, usableBinaries } from './binaries.ts';
import { prepareCluster, superuser } from './cluster.ts';
import { ensureDatabases } from './databases.ts';
import { explain } from './errors.ts';
import type { RunningEngine } from './keep-running.ts';
import { keepRunning } from './keep-running.ts';
import type { Logger } from './logger.ts';
import { silent } from './logger.ts';
import { stopOrphan } from './orphan.ts';
import { findPlace } from './place.ts';
import { launchPatiently, startEngine } from './start-engine.ts';

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
  /** The process id of the postmaster; another one after it was killed and replaced. */
  readonly pid: number;
  /** Resolves when the engine is gone for good: after `stop`, or when it kept crashing. */
  readonly ended: Promise<void>;
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

const defaultFallback = '/var/lib/outlay';

/** Removes a data folder for good, with an engine that a killed process left running on it. */
export async function discardData(dataDir: string, fallbackRoot = defaultFallback): Promise<void> {
  const place = await findPlace(dataDir, fallbackRoot, silent);
  const lock = await lockFolder(place);
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
  const place = await findPlace(options.dataDir, options.fallbackRoot ?? defaultFallback, logger);
  const lock = await lockFolder(place);
  let running: RunningEngine | undefined;
  const stop = async () => {
    await running?.stop();
    lock.release();
  };
  try {
    const { port, durable = true, settings = {} } = options;
    const binaries = await usableBinaries(native, place);
    await stopOrphan(place, logger);
    const password = await prepareCluster(place, binaries, durable);
    const started = await startEngine(place, binaries, { port, durable, settings }, logger);
    const relaunch = async () => {
      await stopOrphan(place, logger);
      return launchPatiently(place, binaries);
    };
    running = keepRunning(started.engine, relaunch, logger);
    const server = describe(running, started.port, password, stop);
    await server.ensureDatabases(options.databases ?? []);
    return server;
  } catch (error) {
    await stop();
    throw error;
  }
}

function describe(
  running: RunningEngine,
  port: number,
  password: string,
  stop: () => Promise<void>,
): EmbeddedPostgres {
  const url = (database: string) =>
    `postgres://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const adminUrl = url('postgres');
  return {
    host: '127.0.0.1',
    port,
    get pid() {
      return running.pid();
    },
    ended: running.ended,
    adminUrl,
    url,
    ensureDatabases: (names) => ensureDatabases(adminUrl, names),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
