import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { eq, sql as text } from '../src/drizzle/core.cjs';
import { date, pgTable, text as textColumn } from '../src/drizzle/pg-core.cjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from '../src/database.ts';
import * as metrics from '../src/metrics.ts';
import { migrateDatabase } from '../src/migrations.ts';

const notes = pgTable('notes', { note: textColumn().notNull(), day: date() });
const folder = new URL('./migrations', import.meta.url);
const statements = ['CREATE TABLE IF NOT EXISTS plain (note text PRIMARY KEY)'];

test('bigints are bigints, and drizzle keeps dates as text beside a client that does not', async () => {
  await using database = await createTestDatabase('open');
  await migrateDatabase(database.url, { statements, folder });
  const { sql, db, close } = openDatabase(database.url, { maxConnections: 1 });
  await db.insert(notes).values({ note: 'dated', day: '2026-03-01' });
  const [row] =
    await sql`SELECT 9007199254740993::bigint AS big, day FROM notes WHERE note = 'dated'`;
  assert.equal(row!['big'], 9_007_199_254_740_993n);
  assert.ok(row!['day'] instanceof Date);
  const [same] = await db.select().from(notes).where(eq(notes.note, 'dated'));
  assert.deepEqual(same, { note: 'dated', day: '2026-03-01' });
  await close();
});

// Plain postgres.js ends the process here, or answers later queries with leftovers.
test('both clients outlive connections that are killed under a query and under a transaction', async () => {
  await using database = await createTestDatabase('open');
  await migrateDatabase(database.url, { statements, folder });
  const { sql, db, close } = openDatabase(database.url, { maxConnections: 2 });
  for (let round = 0; round < 2; round += 1) {
    await assert.rejects(sql`SELECT pg_terminate_backend(pg_backend_pid())`);
    await assert.rejects(
      sql.begin(async (tx) => {
        await tx`INSERT INTO plain VALUES ('lost')`;
        await tx`SELECT pg_terminate_backend(pg_backend_pid())`;
      }),
    );
    await assert.rejects(
      db.transaction(async (tx) => {
        await tx.insert(notes).values({ note: 'lost' });
        await tx.execute(text`SELECT pg_terminate_backend(pg_backend_pid())`);
      }),
    );
    assert.deepEqual([...(await sql`SELECT ${round}::int AS round`)], [{ round }]);
    const kept = await db.select({ day: notes.day }).from(notes);
    assert.deepEqual(kept, [{ day: '2026-03-01' }]);
  }
  await close();
});

test('what PostgreSQL counts is told under the piece’s name, for as long as it is open', async () => {
  await using database = await createTestDatabase('figures');
  const { sql, close } = openDatabase(database.url, { applicationName: 'figured' });
  await sql.begin((tx) => tx`SELECT 1`);
  const told = async (metric: (typeof figures)[number]) =>
    (await metric.get()).values.filter(({ labels }) => labels.piece === 'figured');
  const [connections] = await told(metrics.databaseConnections);
  assert.ok((connections?.value ?? 0) >= 1);
  // PostgreSQL counts a transaction a little after its end.
  await eventually(async () => {
    const values = await told(metrics.databaseTransactions);
    return values.some(({ labels, value }) => labels.outcome === 'committed' && value > 0);
  });
  for (const metric of figures) assert.notDeepEqual(await told(metric), []);
  await close();
  for (const metric of figures) assert.deepEqual(await told(metric), []);
});

const figures = [
  metrics.databaseConnections,
  metrics.databaseBytes,
  metrics.databaseTransactions,
  metrics.databaseDeadlocks,
  metrics.databaseBlocks,
] as readonly { get: () => Promise<{ values: { value: number; labels: Labels }[] }> }[];

type Labels = { readonly piece?: string | number; readonly outcome?: string | number };
