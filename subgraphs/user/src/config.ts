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

/** What the command that migrates its database needs. */
export const readMigrationConfig = () =>
  readEnvironment(environment.pick({ DATABASE_URL: true, LOG_LEVEL: true }), process.env);

/** What the command needs that replays events which could not be applied. */
export const readDeadLettersConfig = () =>
  readEnvironment(
    environment.pick({ DATABASE_URL: true, LOG_LEVEL: true, MASTER_KEY: true }),
    process.env,
  );
