import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import postgres from 'postgres';
import { deliveriesSurvive } from './delivery-faults.ts';
import { openHouse, quickRules } from './fixture.ts';
import { consoleLines, settled } from './settled.ts';

/** A database of its own for each test, so that it can be shut without notification's. */
deliveriesSurvive(async () => {
  const database = await createTestDatabase('queue');
  return { ...database, outage: () => shut(database.url), patienceMs: 30_000 };
});

test('a delivery that the queue has lost is handed over again', async () => {
  await using house = await openHouse();
  const rules = { ...quickRules, sendTimeoutMs: 100, leaseMs: 200, pollMs: 50 };
  const instance = await house.start({ deliveries: rules });
  const viewer = await house.signUp();
  await house.cross(viewer);
  const [row] = await settled(house, viewer, 1);
  // Handed over a while ago, and nowhere to be found.
  await house.sql`
    UPDATE deliveries
    SET state = 'PENDING', sent_at = NULL, attempts = 1, next_attempt_at = now(),
        queued_at = now() - interval '1 minute'`;
  await settled(house, viewer, 1);
  const lines = await consoleLines(house.consoleFile);
  assert.deepEqual(
    lines.map((line) => line['deliveryId']),
    [row?.id, row?.id],
  );
  await instance.stop();
});

/** Shuts a database to everybody and ends their connections, as a restart would, until told otherwise. */
async function shut(url: string): Promise<() => Promise<void>> {
  const admin = new URL(url);
  const database = admin.pathname.slice(1);
  admin.pathname = '/postgres';
  const sql = postgres(admin.href, { max: 1 });
  await sql.unsafe(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${database}`;
  return async () => {
    await sql.unsafe(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
    await sql.end();
  };
}
