import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import postgres from 'postgres';
import type { BenchBook } from './books.ts';
import type { Throughput } from './store-writes.ts';
import { percentile } from './statistics.ts';

/** pgbench comes with PostgreSQL's client programs, which npm doesn't bring. */
export function requirePgbench(): void {
  if (spawnSync('pgbench', ['--version']).status === 0) return;
  process.stderr.write('This needs pgbench. On Debian: apt-get install postgresql-contrib\n');
  process.exit(2);
}

/** As long as the event that the store writes, which PostgreSQL checks to be JSON. */
const eventText = JSON.stringify({
  id: uuidv7(),
  type: 'ledger.transaction-posted',
  occurredAt: '2026-03-01T10:00:00.123Z',
  data: {
    transactionId: uuidv7(),
    bookId: uuidv7(),
    kind: 'EXPENSE',
    date: '2026-03-01',
    description: 'Weekly shop',
    recordedAt: '2026-03-01T10:00:00.123Z',
    postings: [
      { accountId: uuidv7(), accountType: 'EXPENSE', amount: '1250', currency: 'EUR' },
      { accountId: uuidv7(), accountType: 'ASSET', amount: '-1250', currency: 'EUR' },
    ],
  },
});
/** To pgbench a colon before a letter or digit begins the name of a variable, also in the midst of a text. */
const event = eventText.replaceAll(/:(?=\w)/g, String.raw`\u003a`);

/**
 * What the store's statement does to each write, as statements of their own in one transaction. The
 * transaction and its postings go together, since the database refuses one without the other; its
 * triggers look the accounts up for both sides.
 */
const script = `
\\set number random(1, :books)
SELECT book_id, account_id, category_id FROM bench_books WHERE number = :number \\gset
SELECT uuidv7() AS id, gen_random_uuid() AS key \\gset
BEGIN;
SELECT count(*) FROM transactions WHERE book_id = :book_id::uuid AND idempotency_key = :key;
SELECT count(*) FROM idempotency_keys WHERE book_id = :book_id::uuid AND key = :key;
INSERT INTO outbox_keys AS k (topic, key, sequence) VALUES ('ledger', :book_id::uuid, 1) ON CONFLICT (topic, key) DO UPDATE SET sequence = k.sequence + 1 RETURNING sequence AS position \\gset
WITH posted AS (INSERT INTO transactions (book_id, id, position, kind, date, description, amount, currency, account_id, category_id, recorded_at, legs, idempotency_key, request_hash, words) VALUES (:book_id::uuid, :id::uuid, :position, 'EXPENSE', '2026-03-01', 'Weekly shop', 1250, 'EUR', :account_id::uuid, :category_id::uuid, now(), 2, :key, sha256(:key::bytea), format('''%1$s%2$sweekly'' ''%1$s%2$sshop''', replace(:book_id::text, '-', ''), chr(58))::tsvector)) INSERT INTO postings (book_id, transaction_id, index, account_id, amount, currency) VALUES (:book_id::uuid, :id::uuid, 0, :category_id::uuid, 1250, 'EUR'), (:book_id::uuid, :id::uuid, 1, :account_id::uuid, -1250, 'EUR');
INSERT INTO account_balances AS b (book_id, account_id, currency, balance) VALUES (:book_id::uuid, :account_id::uuid, 'EUR', -1250) ON CONFLICT (book_id, account_id, currency) DO UPDATE SET balance = b.balance + excluded.balance;
INSERT INTO account_balances AS b (book_id, account_id, currency, balance) VALUES (:book_id::uuid, :category_id::uuid, 'EUR', 1250) ON CONFLICT (book_id, account_id, currency) DO UPDATE SET balance = b.balance + excluded.balance;
INSERT INTO outbox (topic, key, sequence, event) VALUES ('ledger', :book_id::uuid, :position, '${event}');
COMMIT;
`;

/** Runs the script with as many clients as there are writers, on connections that stay prepared. */
export async function runPgbench(
  databaseUrl: string,
  books: readonly BenchBook[],
  { writers, seconds }: { writers: number; seconds: number },
): Promise<Throughput> {
  await listBooks(databaseUrl, books);
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), 'outlay-pgbench-'));
  const file = join(folder, 'write.sql');
  await writeFile(file, script);
  const { stdout } = await promisify(execFile)(
    'pgbench',
    `-n -M prepared -f ${file} -D books=${books.length}
      -c ${writers} -j 2 -T ${seconds} -l --log-prefix ${folder}/log
      -h ${hostname} -p ${port} -U ${username} ${pathname.slice(1)}`.split(/\s+/),
    { env: { ...process.env, PGPASSWORD: decodeURIComponent(password) } },
  );
  const p99Ms = await slowestHundredth(folder);
  await rm(folder, { recursive: true });
  const [, rate] = /tps = ([\d.]+)/.exec(stdout) ?? [];
  if (!rate) throw new Error(`pgbench printed no rate:\n${stdout}`);
  return { writesPerSecond: Number(rate), p99Ms };
}

async function listBooks(databaseUrl: string, books: readonly BenchBook[]): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await sql`CREATE TABLE IF NOT EXISTS bench_books
    (number int PRIMARY KEY, book_id uuid, account_id uuid, category_id uuid)`;
  const rows = books.map(({ bookId, accountId, categoryId }, index) => ({
    number: index + 1,
    book_id: bookId,
    account_id: accountId,
    category_id: categoryId,
  }));
  await sql`INSERT INTO bench_books ${sql(rows)} ON CONFLICT DO NOTHING`;
  await sql.end();
}

/** pgbench logs a line per transaction whose third field is its time in microseconds. */
async function slowestHundredth(folder: string): Promise<number> {
  const { stdout } = await promisify(execFile)('sh', ['-c', `cat ${folder}/log.*`], {
    maxBuffer: 2 ** 30,
  });
  const times = stdout
    .split('\n')
    .flatMap((line) => (line ? [Number(line.split(' ')[2]) / 1_000] : []));
  return percentile(times, 0.99);
}
