import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { launch } from './engine.ts';
import type { Logger } from './logger.ts';
import type { Place } from './place.ts';
import { writeInPlace } from './place.ts';
import { freePort } from './port.ts';
import { accessFile, engineSettings, settingsFile } from './settings.ts';

export interface EngineOptions {
  port?: number | undefined;
  durable: boolean;
  settings: Record<string, string>;
}

/**
 * Starts the engine on the wanted port, the one it had last time or, when that is taken, any free
 * one; remembers which.
 */
export async function startEngine(
  place: Place,
  binaries: Binaries,
  options: EngineOptions,
  logger: Logger,
): Promise<{ engine: ChildProcess; port: number }> {
  const remembered = Number(await readFile(join(place.folder, 'port'), 'utf8').catch(() => '0'));
  const wanted = [options.port ?? 0, remembered].filter((port) => port > 0);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(wanted);
    await writeSettings(place, port, options);
    try {
      const engine = await launchPatiently(place, binaries);
      if (wanted[0] && port !== wanted[0]) {
        logger.warn(`Port ${wanted[0]} is taken; PostgreSQL listens on ${port} instead`);
      }
      return { engine, port };
    } catch (error) {
      // Somebody took the port between our look and the engine's.
      if (attempt === 5 || !/could not bind|could not create any TCP/.test(String(error))) {
        throw error;
      }
    }
  }
}

/** The backends of a postmaster that was killed notice within moments, and hold its memory so long. */
const patienceMs = 30_000;

export async function launchPatiently(place: Place, binaries: Binaries): Promise<ChildProcess> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await launch(place, binaries);
    } catch (error) {
      if (!/still in use/.test(String(error)) || performance.now() > deadline) throw error;
      await pause(100);
    }
  }
}

async function writeSettings(place: Place, port: number, options: EngineOptions): Promise<void> {
  const hbaFile = join(place.folder, 'pg_hba.conf');
  const { durable, settings: extra } = options;
  const text = settingsFile(engineSettings({ port, durable, hbaFile, extra }));
  await writeInPlace(place, 'port', `${port}\n`, 0o644);
  await writeInPlace(place, 'pg_hba.conf', accessFile, 0o644);
  await writeInPlace(place, 'postgresql.conf', text, 0o644);
}
