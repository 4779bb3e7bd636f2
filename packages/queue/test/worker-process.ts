import { z } from 'zod';
import { defineJob } from '../src/contract.ts';
import { openQueue } from '../src/open.ts';
import { logger, rules } from './fixtures.ts';

/**
 * A worker in a process of its own: `worker-process.ts <URL> <queue>`. It takes one job, says so, and never
 * gets done with it.
 */
const [url = '', name = ''] = process.argv.slice(2);
const queue = await openQueue(url, { logger });
queue.work(
  defineJob(name, z.unknown()),
  { ...rules, concurrency: 1, timeoutMs: 1_000 },
  async ({ id }) => {
    process.stdout.write(`${id}\n`);
    await new Promise(() => undefined);
  },
);
