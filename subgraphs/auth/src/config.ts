import { subgraphSettings } from '@outlay/runtime/settings.ts';
import { type OnDoubt, readEnvironment } from '@outlay/service-kit/config.ts';
import { commaSeparated, masterKey } from '@outlay/service-kit/settings.ts';
import { z } from 'zod';
import { email } from './domain/credentials.ts';

/** The environment of auth as a process of its own. */
export const environment = z.object({
  ...subgraphSettings(4001),
  MASTER_KEY: masterKey,
  OPERATOR_EMAILS: commaSeparated
    .refine(
      (all) => all.every((address) => email.safeParse(address).success),
      'write each as ana@example.org, with a comma between two',
    )
    .describe('e-mail addresses of those who run this Outlay, separated by commas'),
});

export const readConfig = (onDoubt?: OnDoubt) => readEnvironment(environment, process.env, onDoubt);

/** What each of its commands needs. */
export const commands = {
  migrate: environment.pick({ DATABASE_URL: true, LOG_LEVEL: true }),
  'rotate-signing-key': environment.pick({ DATABASE_URL: true, MASTER_KEY: true, LOG_LEVEL: true }),
};

export const readMigrationConfig = () => readEnvironment(commands.migrate, process.env);

export const readRotationConfig = () =>
  readEnvironment(commands['rotate-signing-key'], process.env);
