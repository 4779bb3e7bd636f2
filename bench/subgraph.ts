import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardData, startPostgres } from '@outlay/embedded/postgres-server.ts';
import { openEventLog } from '@outlay/event-log/open.ts';
import { startLedger } from '@outlay/ledger/service.ts';
import { SubgraphExecutor } from '@outlay/service-kit/execute.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { prepareBooks } from './src/books.ts';
import { median, printTable, rounded } from './src/statistics.ts';
import { storeWrites } from './src/store-writes.ts';

/**
 * `npm run bench:subgraph`: the CPU that the ledger's process uses for one operation, from document to
 * result, its database's driver included: executed by graphql-js and compiled, in turn, on one PostgreSQL.
 */
const together = 16;
const timesEach = 480;
const rounds = 12;

const operations: Readonly<Record<string, string>> = {
  'one field': '{ book { id } }',
  'all accounts and categories':
    '{ categories { id code name } accounts { id name balance { amount currency } } }',
  'a list of 20': `{ transactions(first: 20) {
    edges { cursor node {
      id date description position status amount { amount minorUnits currency }
      account { id name } category { id name } } }
    pageInfo { endCursor hasNextPage } } }`,
};

const logger = createLogger('bench', 'warn');
const dataDir = await mkdtemp(join(tmpdir(), 'outlay-bench-'));
const postgres = await startPostgres({ dataDir, databases: ['ledger'], logger });
const micros = new Map<string, { compiled: number[]; graphqlJs: number[] }>();
try {
  const databaseUrl = postgres.url('ledger');
  const [book] = await prepareBooks(databaseUrl);
  if (!book) throw new Error('There is no book to ask for');
  await storeWrites(databaseUrl, [book], { writers: 8, seconds: 1 });
  const eventLog = await openEventLog('memory:', { logger });
  const ledger = await startLedger({ databaseUrl, eventLog, logger });
  const viewer = {
    userId: randomUUID(),
    bookId: book.bookId,
    sessionId: randomUUID(),
    roles: ['MEMBER' as const],
    expiresAt: 4_000_000_000,
  };
  const ways = {
    graphqlJs: new SubgraphExecutor(ledger, logger, { fastPath: false }),
    compiled: new SubgraphExecutor(ledger, logger),
  };
  const ask = async (executor: SubgraphExecutor, query: string): Promise<void> => {
    const { errors } = await executor.execute({ query }, { viewer, requestId: 'bench' });
    if (errors) throw new Error(errors[0]?.message);
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const [operation, query] of Object.entries(operations)) {
      const measured = micros.get(operation) ?? { compiled: [], graphqlJs: [] };
      micros.set(operation, measured);
      for (const way of ['graphqlJs', 'compiled'] as const) {
        const before = process.cpuUsage();
        for (let done = 0; done < timesEach; done += together) {
          await Promise.all(Array.from({ length: together }, () => ask(ways[way], query)));
        }
        const { user, system } = process.cpuUsage(before);
        // The first rounds make the code hot.
        if (round >= 3) measured[way].push((user + system) / timesEach);
      }
    }
  }
  await ledger.stop();
  await eventLog.stop();
} finally {
  await postgres.stop();
  await discardData(dataDir);
}

const rows = Array.from(micros, ([operation, { compiled, graphqlJs }]) => ({
  operation,
  graphqlJsUs: rounded(median(graphqlJs)),
  compiledUs: rounded(median(compiled)),
  ratio: rounded(median(compiled.map((each, round) => each / (graphqlJs[round] ?? Number.NaN))), 2),
}));
process.stdout.write(`\nCPU of one operation in µs, median of ${rounds - 3} rounds\n\n`);
printTable(rows);
process.stdout.write(`\n${JSON.stringify({ bench: 'subgraph', rows })}\n`);
