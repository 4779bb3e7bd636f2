import { keepAnswers } from '@outlay/cache/settings.ts';
import { subgraphSettings } from '@outlay/runtime/settings.ts';
import { type OnDoubt, readEnvironment } from '@outlay/service-kit/config.ts';
import { z } from 'zod';

/** The environment of the ledger as a process of its own. */
export const environment = z.object({
  ...subgraphSettings(4003),
  KEEP_ANSWERS: keepAnswers,
});

export const readConfig = (onDoubt?: OnDoubt) => readEnvironment(environment, process.env, onDoubt);

/** What each of its commands needs: its database alone. */
export const commands = {
  migrate: environment.pick({ DATABASE_URL: true, LOG_LEVEL: true }),
  'dead-letters': environment.pick({ DATABASE_URL: true, LOG_LEVEL: true }),
};

export const readDatabaseConfig = () => readEnvironment(commands.migrate, process.env);
