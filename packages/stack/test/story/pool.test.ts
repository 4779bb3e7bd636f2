import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import postgres from 'postgres';
import { subgraphs } from '../faults/cluster/pieces.ts';
import { startPiece } from './processes.ts';

const poolMax = 2;

test('DATABASE_POOL_MAX bounds the pools of every subgraph', async () => {
  await Promise.all(
    subgraphs.map(async (name) => {
      await using database = await createTestDatabase('pool');
      const piece = await startPiece(`subgraphs/${name}/src/main.ts`, {
        DATABASE_URL: database.url,
        EVENT_LOG_URL: database.url,
        DATABASE_POOL_MAX: `${poolMax}`,
        GATEWAY_SECRET: 'a secret that only gateway and subgraphs know',
        MASTER_KEY: 'the same long master key for every one of them',
      });
      const sql = postgres(database.url, { max: 1, onnotice: () => {} });
      try {
        // Each asks the database, and many at once all that there is of the pool.
        const asked = Array.from({ length: 40 }, () => fetch(`${piece.url}/readyz`));
        for (const { status } of await Promise.all(asked)) assert.equal(status, 200);
        const [found] = await sql<{ count: number }[]>`
          SELECT count(*)::int FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = ${name}`;
        const count = found?.count ?? 0;
        assert.ok(count >= poolMax && count <= 2 * poolMax, `${name}: ${count}`);
      } finally {
        await sql.end();
        await piece.stop();
      }
    }),
  );
});
