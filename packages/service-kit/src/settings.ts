import { z } from 'zod';

/** Settings that several pieces read from their environment, each with what it means. */

export const host = z.string().default('127.0.0.1').describe('the address to listen on');

const portNumber = z.coerce.number().int().min(0).max(65_535);

/** Required unless a default is given; 0 takes a free one. */
export const port = portNumber.describe('the port to listen on, 0 for any that is free');

export function portOr(otherwise: number) {
  return portNumber.default(otherwise).describe('the port to listen on, 0 for any that is free');
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export function logLevel(otherwise: (typeof logLevels)[number]) {
  return z
    .enum(logLevels)
    .default(otherwise)
    .describe('how much is logged: fatal, error, warn, info, debug, trace or silent');
}

/** Encrypts what is kept sealed. */
export const masterKey = z
  .string()
  .min(32)
  .describe('32 characters or more; what is encrypted depends on it, so it is kept for good');

/** Values in one variable, separated by commas; none unless given. */
export const commaSeparated = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((one) => one.trim() || []));

/** What every subgraph needs that runs as a process of its own. */
export const subgraphSettings = {
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('the URL of its own database, postgres://…'),
  EVENT_LOG_URL: z.string().min(1).describe('the URL of the event log, such as postgres://…'),
  GATEWAY_SECRET: z
    .string()
    .min(32)
    .describe('32 characters or more, the same as the gateway’s and the other subgraphs’'),
  HOST: host,
  LOG_LEVEL: logLevel('info'),
};
