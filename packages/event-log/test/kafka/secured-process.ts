import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { openSharedLog } from '../../src/open-shared.ts';
import { logger, readAll, topic, wires } from '../fixtures.ts';

/**
 * Appends three events to the log at a URL, is handed some as a group, and says how many it reads, or else why
 * it could not, with the code of the error: `secured-process.ts <log URL>`.
 */
async function appendAndRead(url: string): Promise<string> {
  const log = await openSharedLog(url, { logger, partitions: 1, topics: [topic] });
  try {
    const handed = Promise.withResolvers<void>();
    await log.subscribe('secured', [topic], {
      startAt: async () => 0n,
      handle: async () => handed.resolve(),
    });
    await log.append(wires(uuidv7(), 1, 3));
    const { length } = await readAll(log);
    await handed.promise;
    return `${length} events`;
  } finally {
    await log.stop();
  }
}

const said = await appendAndRead(process.argv[2] ?? '').catch(
  ({ name, code = name, message }: NodeJS.ErrnoException) => `${code}: ${message}`,
);
process.stdout.write(`${said}\n`);
