import type { EventLog } from '../src/port.ts';
import { openEventLog } from '../src/open.ts';
import { startRelay } from '../src/relay.ts';
import { logger } from './fixtures.ts';

/**
 * A relay in a process of its own, which dies between append and delete:
 * `relay-process.ts <log URL> <database URL>`.
 */
const [logUrl = '', databaseUrl = ''] = process.argv.slice(2);
const opened = await openEventLog(logUrl, { logger });
const log: EventLog = {
  ...opened,
  async append(events) {
    await opened.append(events);
    process.kill(process.pid, 'SIGKILL');
  },
};
startRelay({ databaseUrl, log, logger, batchSize: 4 });
