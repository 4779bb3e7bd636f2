import postgres from 'postgres';
import { openEventLog } from '../src/open.ts';
import { applyAs, consume } from './consuming.ts';
import { logger } from './fixtures.ts';

/**
 * A member in a process of its own: `member-process.ts <log URL> <database URL> <hold at>`.
 * It stays in the middle of the transaction that holds the event of that sequence, and says so.
 */
const [logUrl = '', databaseUrl = '', holdAt = ''] = process.argv.slice(2);
const log = await openEventLog(logUrl, { logger, batchSize: 3, pollMs: 100 });
await consume(log, postgres(databaseUrl), {
  async apply(tx, events) {
    await applyAs('child')(tx, events);
    if (!events.some((event) => event.sequence === BigInt(holdAt))) return;
    process.stdout.write('in the middle\n');
    await new Promise(() => undefined);
  },
});
