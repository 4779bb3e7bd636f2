import { readEnvironment } from '@outlay/service-kit/config.ts';
import { z } from 'zod';

/** The environment of reporting as a process of its own. */
const environment = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('postgres:// URL of reporting’s database.'),
  EVENT_LOG_URL: z.string().min(1).describe('URL of the event log, such as postgres://…'),
  GATEWAY_SECRET: z.string().min(32).describe('32 characters or more, the same as the gateway’s.'),
  HOST: z.string().default('127.0.0.1').describe('The address to listen on.'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(0).describe('A port, 0 for any.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('One of fatal, error, warn, info, debug, trace, silent.'),
});

export function readConfig() {
  return readEnvironment(environment, process.env);
}

/** What the command that rebuilds the aggregates needs. */
export function readRebuildConfig() {
  const needed = { DATABASE_URL: true, EVENT_LOG_URL: true, LOG_LEVEL: true } as const;
  return readEnvironment(environment.pick(needed), process.env);
}
