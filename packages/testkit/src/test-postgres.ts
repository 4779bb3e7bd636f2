import { readdir, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silent } from '@outlay/embedded/logger.ts';
import { discardData, startPostgres } from '@outlay/embedded/postgres-server.ts';

export interface TestPostgres extends AsyncDisposable {
  adminUrl: string;
  /**
   * Ends it as a crash would, without a checkpoint and with every connection (`pg_ctl stop -m immediate`).
   * It is started again at once, on the same port and data.
   */
  crash(): void;
  /** Stops the engine and deletes its data. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL with data of its own in the temporary folder. It keeps its promises (fsync is
 * on) like the one that people run.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  await sweep();
  const dataDir = join(tmpdir(), `${prefix}${randomBytes(6).toString('hex')}`);
  const engine = await startPostgres({
    dataDir,
    logger: { ...silent, error: (message) => process.stderr.write(`${message}\n`) },
    // Test files run side by side and each brings pools of its own.
    settings: { max_connections: '400', shared_buffers: '64MB', max_wal_size: '256MB' },
  });
  const stop = async () => {
    await engine.stop();
    await discard(dataDir);
  };
  const crash = () => void process.kill(engine.pid, 'SIGQUIT');
  return { adminUrl: engine.adminUrl, crash, stop, [Symbol.asyncDispose]: stop };
}

const prefix = `outlay-test-postgres-${process.getuid!()}-`;

/** A test run that was killed leaves an engine and its data; a later run clears them away. */
async function sweep(): Promise<void> {
  const names = await readdir(tmpdir());
  for (const name of names.filter((name) => name.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const stats = await stat(folder).catch(() => undefined);
    // A folder this young may be one whose run is just about to lock it.
    if (stats && Date.now() - stats.mtimeMs > 60_000) await discard(folder);
  }
}

async function discard(dataDir: string): Promise<void> {
  await discardData(dataDir).catch((error) => {
    // Another run is using that one, or is just clearing it away as well.
    if (!['ALREADY_RUNNING', 'ENOENT'].includes(error.code)) throw error;
  });
}
