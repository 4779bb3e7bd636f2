import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { openEventLog } from '../../src/open.ts';
import { logger, readAll, wires } from '../fixtures.ts';

/**
 * Appends three events to the log at a URL and says how many it reads, or else why it could not, with the
 * code of the error: `secured-process.ts <log URL>`.
 */
async function appendAndRead(url: string): Promise<string> {
  const log = await openEventLog(url, { logger, partitions: 2 });
  await log.append(wires(uuidv7(), 1, 3));
  const { length } = await readAll(log);
  await log.stop();
  return `${length} events`;
}

const said = await appendAndRead(process.argv[2] ?? '').catch(
  ({ code = 'Error', message }: NodeJS.ErrnoException) => `${code}: ${message}`,
);
process.stdout.write(`${said}\n`);
