import { test } from 'node:test';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { openWay } from '@outlay/testkit/vanishing-way.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import type { News } from '../src/jobs/news.ts';
import { startSealer } from '../src/jobs/seal.ts';
import { startHarness } from './harness.ts';

const logger = createLogger('sealer test', 'fatal');

/** Nobody tells anything. */
const news: News = { tell() {}, listen: () => () => {}, stop: async () => {} };

test('a sealer whose connection vanished gives its turn away', async () => {
  await using ledger = await startHarness();
  const { sql, databaseUrl } = ledger;
  await ledger.stopAll();
  const holder = async () => {
    const [found] = await sql<{ pid: number }[]>`
      SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE locktype = 'advisory' AND granted AND application_name = 'sealer'
        AND datname = current_database()`;
    return found?.pid;
  };

  await using way = await openWay(databaseUrl);
  const database = openDatabase(databaseUrl, { maxConnections: 2, applicationName: 'ledger' });
  const common = { sql: database.sql, news, logger, leaseMs: 600 };
  const sealers = [startSealer({ ...common, databaseUrl: way.url })];
  await using _ending = {
    async [Symbol.asyncDispose]() {
      await Promise.all(sealers.map((sealer) => sealer.stop()));
      await database.close();
    },
  };
  const first = await eventually(holder);
  way.vanish();
  sealers.push(startSealer({ ...common, databaseUrl }));
  await eventually(async () => ((await holder()) ?? first) !== first, { timeoutMs: 60_000 });
});
