import { readEnvironment } from '@outlay/service-kit/config.ts';
import {
  commaSeparated,
  masterKey,
  portOr,
  subgraphSettings,
} from '@outlay/service-kit/settings.ts';
import { z } from 'zod';

/** The environment of auth as a process of its own. */
const environment = z.object({
  ...subgraphSettings,
  PORT: portOr(0),
  MASTER_KEY: masterKey,
  OPERATOR_EMAILS: commaSeparated.describe(
    'e-mail addresses of those who run this Outlay, separated by commas',
  ),
});

export function readConfig() {
  return readEnvironment(environment, process.env);
}

/** What the command that rotates the signing key needs. */
export function readRotationConfig() {
  return readEnvironment(environment.pick({ DATABASE_URL: true, MASTER_KEY: true }), process.env);
}
