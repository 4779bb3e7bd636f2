import { subgraphSettings } from '@outlay/runtime/settings.ts';
import { type OnDoubt, readEnvironment } from '@outlay/service-kit/config.ts';
import { masterKey } from '@outlay/service-kit/settings.ts';
import { z } from 'zod';

/** The environment of user as a process of its own. */
export const environment = z.object({
  ...subgraphSettings(4002),
  MASTER_KEY: masterKey,
});

export const readConfig = (onDoubt?: OnDoubt) => readEnvironment(environment, process.env, onDoubt);

/** What each of its commands needs. */
export const commands = {
  migrate: environment.pick({ DATABASE_URL: true, LOG_LEVEL: true }),
  'dead-letters': environment.pick({ DATABASE_URL: true, LOG_LEVEL: true, MASTER_KEY: true }),
};

export const readMigrationConfig = () => readEnvironment(commands.migrate, process.env);

export const readDeadLettersConfig = () => readEnvironment(commands['dead-letters'], process.env);
