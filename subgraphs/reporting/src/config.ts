import { keepAnswers } from '@outlay/cache/settings.ts';
import { subgraphSettings } from '@outlay/runtime/settings.ts';
import { type OnDoubt, readEnvironment } from '@outlay/service-kit/config.ts';
import { z } from 'zod';

/** The environment of reporting as a process of its own. */
export const environment = z.object({
  ...subgraphSettings(4004),
  KEEP_ANSWERS: keepAnswers,
});

export const readConfig = (onDoubt?: OnDoubt) => readEnvironment(environment, process.env, onDoubt);

/** What the commands need that work on its database alone. */
export const readDatabaseConfig = () =>
  readEnvironment(environment.pick({ DATABASE_URL: true, LOG_LEVEL: true }), process.env);

/** What the command that rebuilds the aggregates needs. */
export const readRebuildConfig = () =>
  readEnvironment(
    environment.pick({
      DATABASE_URL: true,
      EVENT_LOG_URL: true,
      CACHE_URL: true,
      LOG_LEVEL: true,
    }),
    process.env,
  );

/** What the command needs that replays events which could not be applied. */
export const readDeadLettersConfig = () =>
  readEnvironment(
    environment.pick({ DATABASE_URL: true, CACHE_URL: true, LOG_LEVEL: true }),
    process.env,
  );
