import { readEnvironment } from '@outlay/service-kit/config.ts';
import { masterKey, portOr, subgraphSettings } from '@outlay/service-kit/settings.ts';
import { z } from 'zod';

/** The environment of user as a process of its own. */
const environment = z.object({
  ...subgraphSettings,
  PORT: portOr(0),
  MASTER_KEY: masterKey,
});

export function readConfig() {
  return readEnvironment(environment, process.env);
}
