import { createTestDatabase } from '@outlay/testkit/database.ts';
import { sql as text } from '../src/drizzle/core.cjs';
import { openWay } from '@outlay/testkit/vanishing-way.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from '../src/database.ts';

const short = { maxConnections: 2, statementMs: 300, marginMs: 200 };

test('connections that vanish without a reset are given up, and others take their place', async () => {
  await using database = await createTestDatabase('vanish');
  await using way = await openWay(database.url);
  const { sql, db, close } = openDatabase(way.url, short);
  const ask = () => Promise.all([sql`SELECT 1`, sql`SELECT 2`, db.execute(text`SELECT 3`)]);
  await ask();
  const begun = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const held = sql.begin(async (tx) => {
    await tx`SELECT 1`;
    begun.resolve();
    await gone.promise;
    await tx`SELECT 2`;
  });
  await begun.promise;
  const before = way.opened();
  way.vanish();
  gone.resolve();
  const asked = [held, sql`SELECT 1`, sql`SELECT 2`, db.execute(text`SELECT 3`)];
  for (const { status } of await Promise.allSettled(asked)) assert.equal(status, 'rejected');
  await ask();
  assert.ok(way.opened() > before);
  await close();
});

test('a connection that has nothing to say, and a statement that takes its time, are left alone', async () => {
  await using database = await createTestDatabase('patient');
  await using way = await openWay(database.url);
  const { sql, close } = openDatabase(way.url, { ...short, maxConnections: 1 });
  const pid = async () => (await sql`SELECT pg_backend_pid() AS pid`)[0]!['pid'];
  const first = await pid();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  assert.equal(await pid(), first);
  // Too long for the server, which says so before it is taken for gone.
  await assert.rejects(sql`SELECT pg_sleep(10)`, { code: '57014' });
  assert.equal(await pid(), first);
  await close();

  const patient = openDatabase(way.url, { ...short, statementMs: Infinity });
  await patient.sql`SELECT pg_sleep(1)`;
  await patient.close();
});

test('each connection tells the server how long to wait for one that is gone', async () => {
  await using database = await createTestDatabase('bounds');
  const { sql, db, close } = openDatabase(database.url, { applicationName: 'bounded' });
  const expected = {
    application_name: 'bounded',
    statement_timeout: '30s',
    idle_in_transaction_session_timeout: '1min',
    client_connection_check_interval: '5s',
    tcp_keepalives_idle: '5',
    tcp_keepalives_interval: '2',
    tcp_keepalives_count: '3',
    tcp_user_timeout: '15000',
  };
  const names = Object.keys(expected);
  const show = `SELECT name, current_setting(name) AS value FROM unnest('{${names.join(',')}}'::text[]) AS name`;
  for (const rows of [await sql.unsafe(show), await db.execute(text.raw(show))]) {
    assert.deepEqual(Object.fromEntries(rows.map(({ name, value }) => [name, value])), expected);
  }
  await close();
  const unbounded = openDatabase(database.url, { statementMs: Infinity });
  const [row] = await unbounded.sql`SHOW statement_timeout`;
  assert.deepEqual(row, { statement_timeout: '0' });
  await unbounded.close();
});
