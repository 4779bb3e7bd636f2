import { readEnvironment } from '@outlay/service-kit/config.ts';
import { portOr, subgraphSettings } from '@outlay/service-kit/settings.ts';
import { z } from 'zod';

/** The environment of reporting as a process of its own. */
const environment = z.object({
  ...subgraphSettings,
  PORT: portOr(0),
});

export function readConfig() {
  return readEnvironment(environment, process.env);
}

/** What the command that rebuilds the aggregates needs. */
export function readRebuildConfig() {
  const needed = { DATABASE_URL: true, EVENT_LOG_URL: true, LOG_LEVEL: true } as const;
  return readEnvironment(environment.pick(needed), process.env);
}
