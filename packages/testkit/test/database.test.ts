import assert from 'node:assert/strict';
import test from 'node:test';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import postgres from 'postgres';

test('each call makes a database of its own', async () => {
  await using first = await createTestDatabase('same');
  await using second = await createTestDatabase('same');
  assert.notEqual(first.url, second.url);
  const sql = postgres(first.url, { max: 1 });
  const [row] = await sql`
    select current_setting('fsync') as fsync, current_setting('timezone') as timezone,
           (select datlocale from pg_database where datname = current_database()) as locale`;
  assert.deepEqual({ ...row }, { fsync: 'on', timezone: 'UTC', locale: 'C.UTF-8' });
  await sql.end();
});

test('drop disconnects whoever still uses it', async () => {
  const database = await createTestDatabase();
  const sql = postgres(database.url, { max: 1, onclose: () => {} });
  await sql`select 1`;
  await database.drop();
  // The client connects again by itself, to a database that is gone.
  await assert.rejects(sql`select 1`, { code: '3D000' });
  await sql.end({ timeout: 0 });
  await database.drop();
});

test('a name that would need quoting is refused', async () => {
  await assert.rejects(createTestDatabase('x; drop'), RangeError);
});
