import { readEnvironment } from '@outlay/service-kit/config.ts';
import { z } from 'zod';

const environment = z.object({
  DATABASE_URL: z.url().describe('the URL of the ledger’s PostgreSQL database'),
  EVENT_LOG_URL: z.string().min(1).describe('the URL of the event log'),
  GATEWAY_SECRET: z.string().min(32).describe('the secret shared with the gateway'),
  HOST: z.string().default('127.0.0.1').describe('the address to listen on'),
  PORT: z.coerce.number().int().min(0).max(65_535).describe('the port to listen on'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('the least severe level that is logged'),
});

/** What the ledger running alone is told by its environment. Throws a ConfigError. */
export const readConfig = () => readEnvironment(environment, process.env);
