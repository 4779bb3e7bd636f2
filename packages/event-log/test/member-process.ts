import { categoryChanged } from '@outlay/events/ledger.ts';
import postgres from 'postgres';
import { startConsumer } from '../src/consumer.ts';
import { openEventLog } from '../src/open.ts';
import { logger, topic } from './fixtures.ts';

/**
 * A member in a process of its own: `member-process.ts <log URL> <database URL> <group> <hold at>`.
 * It stays in the middle of the transaction that holds the event of that sequence, and says so.
 */
const [logUrl = '', databaseUrl = '', group = '', holdAt = ''] = process.argv.slice(2);
const log = await openEventLog(logUrl, { logger, batchSize: 3, pollMs: 100 });
await startConsumer({
  log,
  sql: postgres(databaseUrl),
  group,
  topics: [topic],
  contracts: [categoryChanged],
  logger,
  async apply(tx, events) {
    for (const { key, sequence } of events) {
      await tx`
        INSERT INTO effects (key, sequence, member) VALUES (${key}, ${sequence.toString()}, 'child')`;
      if (sequence === BigInt(holdAt)) {
        process.stdout.write('in the middle\n');
        await new Promise(() => undefined);
      }
    }
  },
});
