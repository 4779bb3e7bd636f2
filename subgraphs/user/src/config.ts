import { readEnvironment } from '@outlay/service-kit/config.ts';
import { z } from 'zod';

/** The environment of user as a process of its own. */
const environment = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('postgres:// URL of user’s database.'),
  EVENT_LOG_URL: z.string().min(1).describe('URL of the event log, such as postgres://…'),
  GATEWAY_SECRET: z.string().min(32).describe('32 characters or more, the same as the gateway’s.'),
  MASTER_KEY: z
    .string()
    .min(32)
    .describe('32 characters or more; what is encrypted depends on it.'),
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
