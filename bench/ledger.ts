import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardData, startPostgres } from '@outlay/embedded/postgres-server.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { apiWrites } from './src/api-writes.ts';
import { prepareBooks } from './src/books.ts';
import { requirePgbench, runPgbench } from './src/pgbench.ts';
import { median, percentile, printTable, rounded } from './src/statistics.ts';
import { storeWrites, type Throughput } from './src/store-writes.ts';

/**
 * `npm run bench:ledger`: one double-entry write is a transaction, two postings, two balances, the book's
 * counter and an event. The ledger's store, which gathers waiting writes into one statement, against
 * pgbench sending the same work statement by statement, one transaction at a time; both with 64 writers,
 * in turn, on one PostgreSQL with fsync. Then the whole API, from HTTP to commit.
 */
const writers = 64;
const seconds = 8;
const rounds = 3;

requirePgbench();
const dataDir = await mkdtemp(join(tmpdir(), 'outlay-bench-'));
const postgres = await startPostgres({
  dataDir,
  databases: ['ours', 'pgbench'],
  logger: createLogger('postgres', 'warn'),
});
const measured: { ours: Throughput; pgbench: Throughput }[] = [];
try {
  const ours = await prepareBooks(postgres.url('ours'));
  const theirs = await prepareBooks(postgres.url('pgbench'));
  await storeWrites(postgres.url('ours'), ours, { writers, seconds: 2 });
  for (let round = 1; round <= rounds; round += 1) {
    const pgbench = await runPgbench(postgres.url('pgbench'), theirs, { writers, seconds });
    const store = await storeWrites(postgres.url('ours'), ours, { writers, seconds });
    measured.push({ ours: store, pgbench });
  }
} finally {
  await postgres.stop();
  await discardData(dataDir);
}
const api = await apiWrites({ writers, seconds });

const rateOf = (kind: 'ours' | 'pgbench') =>
  median(measured.map((round) => round[kind].writesPerSecond));
const p99Of = (kind: 'ours' | 'pgbench') => median(measured.map((round) => round[kind].p99Ms));
const ratioToPgbench = rounded(
  median(measured.map(({ ours, pgbench }) => ours.writesPerSecond / pgbench.writesPerSecond)),
  2,
);
const row = (how: string, writesPerSecond: number, p99Ms: number) => ({
  how,
  writesPerSecond: Math.round(writesPerSecond),
  timesPgbench: rounded(writesPerSecond / rateOf('pgbench'), 2),
  p99Ms: rounded(p99Ms),
});
const rows = [
  row('pgbench, statement by statement', rateOf('pgbench'), p99Of('pgbench')),
  row('the ledger’s store', rateOf('ours'), p99Of('ours')),
  row('the whole API over HTTP', api.writesPerSecond, percentile(api.latenciesMs, 0.99)),
];
const cpuUsPerWrite = rounded(median(measured.map(({ ours }) => ours.cpuUsPerWrite ?? Number.NaN)));
process.stdout.write(`\n${writers} writers, ${seconds} s a round, median of ${rounds} rounds\n\n`);
printTable(rows);
process.stdout.write(`\n  Node CPU per write in the store: ${cpuUsPerWrite} µs\n`);
process.stdout.write(
  `\n${JSON.stringify({ bench: 'ledger', ratioToPgbench, cpuUsPerWrite, rows })}\n`,
);
