import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import postgres from 'postgres';
import type { Chart } from '../src/domain/chart.ts';
import { expense, type Entry } from '../src/domain/entry.ts';
import { openCharts } from '../src/store/charts.ts';
import { type ListFilter, listTransactions } from '../src/store/list-transactions.ts';
import { openPoster } from '../src/store/poster.ts';
import { startHarness } from './harness.ts';

const inBook = 1_000;
const onPage = 20;

function entriesIn(chart: Chart): Entry[] {
  const accounts = [...chart.accounts.values()];
  const account = accounts.find(({ code }) => code === 'cash')!;
  const category = accounts.find(({ code }) => code === 'other')!;
  return Array.from({ length: inBook }, (_none, at) => {
    const date = new Date(Date.UTC(2024, 0, 1 + (at % 700))).toISOString().slice(0, 10);
    const heading = { id: uuidv7(), date, description: `Tea ${at}`, recordedAt: new Date() };
    return expense(heading, { amount: 100n, currency: 'EUR' }, { account, category });
  });
}

test('a page of the list reads little more than it shows, however much is in the book', async () => {
  await using ledger = await startHarness();
  const poster = openPoster(ledger.databaseUrl, { onPosted: () => {} });
  const sql = postgres(ledger.databaseUrl, { max: 1, types: { bigint: postgres.BigInt } });
  try {
    const books: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const viewer = await ledger.signUp();
      const chart = await eventually(() => openCharts(sql).of(viewer.bookId));
      const key = randomUUID();
      const hash = createHash('sha256').update(key).digest();
      await poster.post({ bookId: viewer.bookId, key, hash, entries: entriesIn(chart) });
      books.push(viewer.bookId);
    }
    // As autovacuum does after a minute: plans are made from what it finds.
    await sql`ANALYZE transactions`;

    const fetched = async (): Promise<number> => {
      const [read] = await sql<{ rows: number }[]>`
        SELECT (seq_tup_read + idx_tup_fetch)::int AS rows
        FROM pg_stat_xact_user_tables WHERE relname = 'transactions'`;
      return read!.rows;
    };
    /** Rows of transactions that PostgreSQL fetches for a page, joins included. */
    const readFor = async (filter: Partial<ListFilter>): Promise<number> => {
      await sql`BEGIN`;
      const before = await fetched();
      const whole = { includeReversed: false, ...filter };
      const page = { limit: onPage, from: 'start' } as const;
      const rows = await listTransactions(sql, books[1]!, whole, page);
      assert.equal(rows.length, onPage);
      const read = (await fetched()) - before;
      await sql`COMMIT`;
      return read;
    };
    for (const filter of [{}, { includeReversed: true }, { to: '2025-06-30' }]) {
      // The same statement with other values comes to be planned without looking at them.
      for (let count = 0; count < 8; count += 1) {
        const read = await readFor(filter);
        assert.ok(read <= 2 * onPage, `${read} rows for ${JSON.stringify(filter)}`);
      }
    }
  } finally {
    await sql.end();
    await poster.stop();
  }
});
