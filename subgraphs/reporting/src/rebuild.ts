import { parseArgs } from 'node:util';
import { openEventLog } from '@outlay/event-log/open.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { readRebuildConfig } from './config.ts';
import { compareAggregates, rebuildAggregates } from './jobs/rebuild.ts';

/**
 * Rebuilds the aggregates from the event log while reporting goes on, and puts them in place. With
 * `--check` it changes nothing and ends with status 1 when a row differs. Each difference is printed as a
 * line of JSON.
 */
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const config = readRebuildConfig();
const logger = createLogger('reporting-rebuild', config.LOG_LEVEL);
const eventLog = await openEventLog(config.EVENT_LOG_URL, { logger });
try {
  const options = { databaseUrl: config.DATABASE_URL, eventLog };
  const work = values.check ? compareAggregates : rebuildAggregates;
  const found = await work(options);
  for (const difference of found) process.stdout.write(`${JSON.stringify(difference)}\n`);
  logger.info({ differences: found.length }, values.check ? 'compared' : 'rebuilt');
  process.exitCode = values.check && found.length > 0 ? 1 : 0;
} finally {
  await eventLog.stop();
}
