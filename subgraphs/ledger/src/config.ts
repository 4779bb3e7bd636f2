import { readEnvironment } from '@outlay/service-kit/config.ts';
import { port, subgraphSettings } from '@outlay/service-kit/settings.ts';
import { z } from 'zod';

const environment = z.object({
  ...subgraphSettings,
  PORT: port,
});

/** What the ledger running alone is told by its environment. Throws a ConfigError. */
export const readConfig = () => readEnvironment(environment, process.env);
