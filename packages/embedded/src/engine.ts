import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { identity } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { readPostmasterFile, shutDown } from './orphan.ts';
import type { Place } from './place.ts';
import { giveToFolderOwner } from './place.ts';

/** A start after a crash replays the log first, so this is long. */
const readyTimeoutMs = 300_000;

/**
 * Starts the engine on a prepared cluster and resolves once it takes connections. It gets a process
 * group of its own, so that Ctrl-C in the terminal reaches only the app, which then stops it in
 * order. Throws an Error with the engine's last words when it ends before it is ready.
 */
export async function launch(place: Place, binaries: Binaries): Promise<ChildProcess> {
  const lengths = await logLengths(place);
  const startLog = join(place.folder, 'start.log');
  const output = await open(startLog, 'w', 0o600);
  await giveToFolderOwner(place, 'start.log');
  const settings = `config_file=${join(place.folder, 'postgresql.conf')}`;
  const child = spawn(binaries.postgres, ['-D', place.data, '-c', settings], {
    ...identity(place.account),
    cwd: place.folder,
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
  });
  const spawnError = new Promise<never>((_, reject) => child.once('error', reject));
  try {
    await Promise.race([untilReady(child, place), spawnError]);
  } catch (error) {
    if (child.pid === undefined || !hasEnded(child)) throw error;
    const words = (await readFile(startLog, 'utf8')) + (await logSince(place, lengths));
    throw new Error(lastWords(words), { cause: error });
  } finally {
    await output.close();
  }
  // The engine serves the app; it is no reason for the app to go on.
  child.unref();
  return child;
}

/** Stops an engine of ours; resolves when it is gone. */
export async function stopEngine(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  child.ref();
  if (await shutDown(child.pid!, async () => hasEnded(child))) return;
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function untilReady(child: ChildProcess, place: Place): Promise<void> {
  const deadline = performance.now() + readyTimeoutMs;
  while (performance.now() < deadline) {
    const file = await readPostmasterFile(place.data);
    if (file?.pid === child.pid && file?.ready) return;
    if (hasEnded(child)) throw new Error('PostgreSQL ended before it was ready');
    await pause(10);
  }
  await stopEngine(child);
  throw new EmbeddedPostgresError(
    'START_TIMEOUT',
    `PostgreSQL wasn't ready after ${readyTimeoutMs / 1000} s; its log is in ${place.data}/log.`,
  );
}

/** Log files are appended to, so what a start wrote is what lies past the lengths before it. */
async function logLengths(place: Place): Promise<Map<string, number>> {
  const folder = join(place.data, 'log');
  const names = await readdir(folder).catch(() => []);
  const sizes = names.map(async (name) => [name, (await stat(join(folder, name))).size] as const);
  return new Map(await Promise.all(sizes));
}

async function logSince(place: Place, before: Map<string, number>): Promise<string> {
  let text = '';
  for (const [name, length] of await logLengths(place)) {
    const known = before.get(name) ?? 0;
    const content = await readFile(join(place.data, 'log', name));
    text += content.subarray(known <= length ? known : 0).toString('utf8');
  }
  return text;
}

function lastWords(log: string): string {
  const lines = log.trim().split('\n');
  // The reason comes first; a FATAL about what followed from it comes last.
  const loud = lines.find((line) =>
    /FATAL|PANIC|could not bind|configuration parameter|invalid value/.test(line),
  );
  const line = loud ?? lines.at(-1) ?? '';
  return line.replace(/^.*?(FATAL|PANIC|WARNING|LOG|ERROR): +/, '') || 'it ended without a word';
}
