import { parseArgs } from 'node:util';
import { everyBook } from '@outlay/cache/kept-answers.ts';
import { ConfigError } from '@outlay/service-kit/config.ts';
import { openSharedLog } from '@outlay/event-log/open-shared.ts';
import { runCommand } from '@outlay/service-kit/run-command.ts';
import { readRebuildConfig } from './config.ts';
import { compareAggregates, rebuildAggregates } from './jobs/rebuild.ts';
import { openAnswerDrops } from './kept-answers.ts';

/**
 * Rebuilds the aggregates from the event log while reporting goes on, and puts them in place. With
 * `--check` it changes nothing and ends with status 1 when a row differs. Each difference is printed as a
 * line of JSON.
 */
function readCommand() {
  try {
    const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
    return { ...readRebuildConfig(), check: values.check };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError('It takes nothing, or --check to compare only.', { cause: error });
  }
}

await runCommand('reporting-rebuild', readCommand, async (command) => {
  const { config, logger, keep } = command;
  const dropAnswers = await openAnswerDrops(command);
  const eventLog = keep(await openSharedLog(config.EVENT_LOG_URL, { logger }));
  const work = config.check ? compareAggregates : rebuildAggregates;
  const found = await work({ databaseUrl: config.DATABASE_URL, eventLog });
  if (!config.check) await dropAnswers([everyBook]);
  for (const difference of found) process.stdout.write(`${JSON.stringify(difference)}\n`);
  logger.info({ differences: found.length }, config.check ? 'compared' : 'rebuilt');
  return config.check && found.length > 0 ? 1 : 0;
});
