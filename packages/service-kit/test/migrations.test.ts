import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from '../src/config.ts';
import { migrateDatabase, readyDatabase } from '../src/migrations.ts';
import { postgresClient } from '../src/postgres-client.ts';

const folder = new URL('./migrations/', import.meta.url);
const statements = ['CREATE TABLE IF NOT EXISTS plain (note text PRIMARY KEY)'];

test('processes that start at once migrate once, and all of them go on', async () => {
  await using database = await createTestDatabase('migrate');
  const migrate = () => migrateDatabase(database.url, { statements, folder });
  await Promise.all(Array.from({ length: 6 }, migrate));
  await migrate();
  const sql = postgresClient(database.url, { max: 1 });
  // The migration adds a row: run twice, there would be two.
  assert.deepEqual([...(await sql`SELECT note FROM notes`)], [{ note: 'made by the migration' }]);
  assert.deepEqual([...(await sql`SELECT note FROM plain`)], []);
  await sql.end();
});

test('a migration that fails says so and lets the next one try', async () => {
  await using database = await createTestDatabase('migrate');
  const broken = migrateDatabase(database.url, { statements: ['CREATE nonsense'], folder });
  await assert.rejects(broken, /syntax error/);
  await migrateDatabase(database.url, { statements, folder });
});

// What a killed machine held would be held for hours, by what the system does unless it is told otherwise.
test('the server is told to let go of a migration whose machine has vanished', async () => {
  await using database = await createTestDatabase('migrate');
  const tell = `CREATE TABLE told AS SELECT name, setting FROM pg_settings
    WHERE name IN ('tcp_keepalives_idle', 'tcp_user_timeout', 'statement_timeout')`;
  await migrateDatabase(database.url, { statements: [tell], folder });
  const sql = postgresClient(database.url, { max: 1 });
  assert.deepEqual(
    [...(await sql`SELECT name, setting FROM told ORDER BY name`)],
    [
      { name: 'statement_timeout', setting: '0' },
      { name: 'tcp_keepalives_idle', setting: '5' },
      { name: 'tcp_user_timeout', setting: '15000' },
    ],
  );
  await sql.end();
});

test('a process that does not migrate goes on only where somebody did', async () => {
  await using database = await createTestDatabase('migrate');
  const ready = () =>
    readyDatabase(database.url, { statements, folder }, { subgraph: 'notes', migrate: false });
  await assert.rejects(ready(), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, /lacks migrations.*npm run migrate -w @outlay\/notes$/);
    return true;
  });
  await migrateDatabase(database.url, { statements, folder });
  await ready();
});

// Without its time-out the change would stand in line, and every reader behind it.
test('a change that waits for a table in use gives way to its readers, and is made in the end', async () => {
  await using database = await createTestDatabase('migrate');
  await migrateDatabase(database.url, { statements, folder });
  const sql = postgresClient(database.url, { max: 3 });
  const held = await sql.reserve();
  await held`BEGIN`;
  await held`SELECT count(*) FROM plain`;
  const change = ['ALTER TABLE plain ADD COLUMN IF NOT EXISTS more text'];
  const migrated = migrateDatabase(database.url, { statements: change, folder });
  await eventually(async () => {
    const waiting =
      await sql`SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'`;
    return waiting.length > 0;
  });
  // Behind the change that waits; answered once the change has given way.
  assert.deepEqual([...(await sql`SELECT count(*)::int AS n FROM plain`)], [{ n: 0 }]);
  await held`COMMIT`;
  held.release();
  await migrated;
  assert.deepEqual([...(await sql`SELECT more FROM plain`)], []);
  await sql.end();
});
