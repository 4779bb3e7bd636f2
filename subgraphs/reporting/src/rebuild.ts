import { parseArgs } from 'node:util';
import { openEventLog } from '@outlay/event-log/open.ts';
import { runCommand } from '@outlay/service-kit/run-command.ts';
import { readRebuildConfig } from './config.ts';
import { compareAggregates, rebuildAggregates } from './jobs/rebuild.ts';

/**
 * Rebuilds the aggregates from the event log while reporting goes on, and puts them in place. With
 * `--check` it changes nothing and ends with status 1 when a row differs. Each difference is printed as a
 * line of JSON.
 */
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

await runCommand('reporting-rebuild', readRebuildConfig, async ({ config, logger, keep }) => {
  const eventLog = keep(await openEventLog(config.EVENT_LOG_URL, { logger }));
  const work = values.check ? compareAggregates : rebuildAggregates;
  const found = await work({ databaseUrl: config.DATABASE_URL, eventLog });
  for (const difference of found) process.stdout.write(`${JSON.stringify(difference)}\n`);
  logger.info({ differences: found.length }, values.check ? 'compared' : 'rebuilt');
  return values.check && found.length > 0 ? 1 : 0;
});
