import { z } from 'zod';
import { checkPostgresUrl } from './postgres-client.ts';

/** Settings that several pieces read from their environment, each with what it means. */

export const host = z.string().default('127.0.0.1').describe('the address to listen on');

/** A whole number in decimal digits; zod's own coercion takes 0x1F, 1e3 and a blank as well. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER) {
  return z
    .string()
    .transform((text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN))
    .pipe(z.int().min(least).max(most));
}

const portNumber = wholeNumber(0, 65_535);

/**
 * What a subgraph reads of one request. The gateway takes less, so that what it adds to a client's still fits:
 * a subgraph that refuses a request unread passes for one that is away.
 */
export const longestBodyBytes = 4 * 1024 * 1024;

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
  .describe('32 characters or more; what is encrypted depends on it, so it is kept for good')
  .meta({ secret: true });

/** Values in one variable, separated by commas; none unless given. */
export const commaSeparated = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((one) => one.trim() || []));

/** What gateway and subgraphs share, so that a subgraph answers nobody else. */
export const gatewaySecret = z
  .string()
  .min(32)
  .describe('32 characters or more, the same for the gateway and every subgraph')
  .meta({ secret: true });

export const onOff = z.enum(['on', 'off']).default('on');

/** Node fires a timer that is set for longer at once. */
export const longestTimerMs = 2 ** 31 - 1;
const millisecondsOrNone = wholeNumber(0, longestTimerMs);

/** At least one of something. */
export const count = wholeNumber(1);
export const milliseconds = wholeNumber(1, longestTimerMs);

/** Node tells clients in whole seconds. */
export function keepAliveOr(otherwise: number) {
  return wholeNumber(1_000, longestTimerMs)
    .default(otherwise)
    .describe(
      'how long an idle HTTP connection is kept, as clients are told; longer than a balancer in front keeps its own',
    );
}

/** What every piece takes that runs as a process of its own. */
export const pieceSettings = {
  HOST: host,
  LOG_LEVEL: logLevel('info'),
  METRICS_PORT: portNumber
    .optional()
    .describe(
      'the port that serves Prometheus’ /metrics, 0 for any that is free; none unless given',
    ),
  KEEP_ALIVE_MS: keepAliveOr(5_000),
  DRAIN_DELAY_MS: millisecondsOrNone
    .default(0)
    .describe(
      'how long it goes on serving once told to stop, while it says that it is not ready; behind a balancer, longer than KEEP_ALIVE_MS',
    ),
  DRAIN_MS: millisecondsOrNone
    .default(10_000)
    .describe('how long answers in hand may take after that'),
};

/** A URL that `check` takes; it throws what is wrong, without repeating the URL, which may hold a password. */
export function urlThat(check: (url: string) => void) {
  return z
    .string()
    .superRefine((url, context) => {
      try {
        check(url);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
      }
    })
    .meta({ secret: true });
}

/** The URL of a PostgreSQL database, with libpq's parameters for TLS. */
const postgresUrl = urlThat(checkPostgresUrl);

/** What every process takes that uses a database of its own. */
export const databaseSettings = {
  DATABASE_URL: postgresUrl.describe(
    'the URL of its own database, postgres://…, with sslmode and sslrootcert as libpq has them',
  ),
  DATABASE_POOL_MAX: wholeNumber(1, 1_000)
    .default(8)
    .describe(
      'connections of each of its two pools; deployment.md counts what a piece opens besides',
    ),
};
