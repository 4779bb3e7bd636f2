import { openDatabase } from '@outlay/service-kit/database.ts';
import type { Transaction } from '../src/store/connection.ts';
import type { Scene } from './scene.ts';

/** Does work in a transaction and keeps it open, so that a test can look at who waits for it. */
export async function holdTransaction(
  scene: Scene,
  work: (tx: Transaction) => Promise<void>,
): Promise<{ commit: () => Promise<void> }> {
  const { sql, close } = openDatabase(scene.databaseUrl, { maxConnections: 1 });
  const done = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const transaction = sql.begin(async (tx) => {
    await work(tx);
    done.resolve();
    await release.promise;
  });
  await Promise.race([done.promise, transaction]);
  return {
    commit: async () => {
      release.resolve();
      await transaction;
      await close();
    },
  };
}

/** Whether somebody in the scene's database waits for a lock. */
export async function isWaiting(scene: Scene): Promise<boolean> {
  const rows = await scene.sql`
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return rows.length > 0;
}
