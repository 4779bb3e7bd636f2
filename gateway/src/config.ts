import { cacheUrl, keepAnswers } from '@outlay/cache/settings.ts';
import { type OnDoubt, readEnvironment } from '@outlay/service-kit/config.ts';
import {
  count,
  gatewaySecret,
  keepAliveOr,
  milliseconds,
  onOff,
  pieceSettings,
  portOr,
  wholeNumber,
} from '@outlay/service-kit/settings.ts';
import { z } from 'zod';
import { doorIn, doorSettings } from './door-settings.ts';
import { defaultArrivalMs, defaultKeepAliveMs } from './entry.ts';
import { defaultLoad } from './guards/load-shedding.ts';
import { defaultResilience } from './sources/resilient.ts';

const countOr = (otherwise: number) => count.default(otherwise);
const whole = (otherwise: number) => wholeNumber(0).default(otherwise);
const millisecondsOr = (otherwise: number) => milliseconds.default(otherwise);
const address = (subgraph: string, port: number) =>
  z
    .url({ protocol: /^(https?|wss?)$/ })
    .refine(
      isAddressAlone,
      `write it as http://${subgraph}:${port}, without a path, a user or parameters`,
    )
    .transform((url) => new URL(url).origin)
    .describe(
      `where the ${subgraph} subgraph is: http://${subgraph}:${port}, or ws://${subgraph}:${port} for many operations on one connection`,
    );
const subgraphs = ['AUTH', 'USER', 'LEDGER', 'REPORTING', 'NOTIFICATION'] as const;

/** Whatever else it said would be left out. */
function isAddressAlone(text: string): boolean {
  const url = URL.parse(text);
  return url?.href === `${url?.origin}/`;
}

/** How much of the gateway one subgraph may tie up. */
function bounds<Name extends (typeof subgraphs)[number]>(name: Name, timeoutMs: number) {
  const otherwise = defaultResilience;
  const subgraph = name.toLowerCase();
  const settings = {
    TIMEOUT_MS: millisecondsOr(timeoutMs).describe(
      `how long one answer of the ${subgraph} subgraph may take, in milliseconds`,
    ),
    CONCURRENCY: countOr(otherwise.concurrency).describe(
      `operations at the ${subgraph} subgraph at once`,
    ),
    QUEUE: whole(otherwise.queue).describe(
      `how many more may wait for the ${subgraph} subgraph; others are answered SUBGRAPH_BUSY`,
    ),
    BREAKER_FAILURES: countOr(otherwise.breakerFailures).describe(
      `failures in a row after which the ${subgraph} subgraph is left alone`,
    ),
    BREAKER_OPEN_MS: millisecondsOr(otherwise.breakerOpenMs).describe(
      `how long the ${subgraph} subgraph is left alone at first, in milliseconds, until one operation tries`,
    ),
  };
  return Object.fromEntries(
    Object.entries(settings).map(([what, setting]) => [`${name}_${what}`, setting]),
  ) as Record<`${Name}_${keyof typeof settings}`, ReturnType<typeof countOr>>;
}

const settings = z.object({
  ...pieceSettings,
  PORT: portOr(4000),
  KEEP_ALIVE_MS: keepAliveOr(defaultKeepAliveMs),
  AUTH_URL: address('auth', 4001),
  USER_URL: address('user', 4002),
  LEDGER_URL: address('ledger', 4003),
  REPORTING_URL: address('reporting', 4004),
  NOTIFICATION_URL: address('notification', 4005),
  ...bounds('AUTH', 5_000),
  ...bounds('USER', 5_000),
  ...bounds('LEDGER', 15_000),
  ...bounds('REPORTING', 10_000),
  ...bounds('NOTIFICATION', 5_000),
  GATEWAY_SECRET: gatewaySecret,
  CACHE_URL: cacheUrl,
  JWKS_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url))
    .describe('the key set of the auth subgraph, such as http://auth:4001/.well-known/jwks.json'),
  FAST_PATH: onOff.describe('on or off: whether operations are prepared; off, Apollo executes all'),
  KEEP_ANSWERS: keepAnswers,
  ARRIVAL_MS: millisecondsOr(defaultArrivalMs).describe(
    'how long a request may take to arrive, in milliseconds; its headers may take a third of that',
  ),
  CONCURRENCY_INITIAL: count
    .optional()
    .describe(
      `operations that run at once to begin with; the gateway finds out how many are good. ${defaultLoad.initial} unless the bounds below forbid it`,
    ),
  CONCURRENCY_MIN: countOr(defaultLoad.min).describe('the fewest operations that may run at once'),
  CONCURRENCY_MAX: countOr(defaultLoad.max).describe('the most operations that may run at once'),
  CONCURRENCY_QUEUE: whole(defaultLoad.queue).describe(
    'operations that may wait for their turn; others are refused with 503 and Retry-After',
  ),
  CONCURRENCY_TARGET_MS: countOr(defaultLoad.targetMs).describe(
    'what half of the operations may take, in milliseconds, before fewer run at once',
  ),
  LOOP_DELAY_TARGET_MS: countOr(defaultLoad.targetDelayMs).describe(
    'how late a busy event loop may be, in milliseconds, before fewer operations run at once',
  ),
  CONNECTIONS_MAX: countOr(defaultLoad.connections).describe(
    'connections open at once, WebSockets among them; others are closed as they come',
  ),
  SOCKETS_MAX: countOr(defaultLoad.sockets).describe('WebSockets open at once'),
  ...doorSettings,
});

const { min, initial, max } = defaultLoad;

/** How many run at once to begin with, within the bounds. */
function initialOf(given: z.infer<typeof settings>): number {
  const { CONCURRENCY_MIN, CONCURRENCY_MAX } = given;
  return given.CONCURRENCY_INITIAL ?? Math.max(CONCURRENCY_MIN, Math.min(initial, CONCURRENCY_MAX));
}

/** The environment of the gateway as a process of its own. */
export const environment = settings.refine(
  (given) => given.CONCURRENCY_MIN <= initialOf(given) && initialOf(given) <= given.CONCURRENCY_MAX,
  `CONCURRENCY_MIN, CONCURRENCY_INITIAL and CONCURRENCY_MAX must not be less than the one before; where not given the first is ${min} and the last ${max}`,
);

/** Reads the environment; throws a ConfigError that names the variable that is wrong. */
export function readConfig(
  variables: Readonly<Record<string, string | undefined>> = process.env,
  onDoubt?: OnDoubt,
) {
  const given = readEnvironment(environment, variables, onDoubt);
  return {
    LOG_LEVEL: given.LOG_LEVEL,
    HOST: given.HOST,
    METRICS_PORT: given.METRICS_PORT,
    CACHE_URL: given.CACHE_URL,
    subgraphs: subgraphs.map((name) => ({
      name: name.toLowerCase(),
      url: given[`${name}_URL`],
      gatewaySecret: given.GATEWAY_SECRET,
    })),
    gateway: {
      resilience: Object.fromEntries(
        subgraphs.map((name) => [
          name.toLowerCase(),
          {
            timeoutMs: given[`${name}_TIMEOUT_MS`],
            concurrency: given[`${name}_CONCURRENCY`],
            queue: given[`${name}_QUEUE`],
            breakerFailures: given[`${name}_BREAKER_FAILURES`],
            breakerOpenMs: given[`${name}_BREAKER_OPEN_MS`],
          },
        ]),
      ),
      host: given.HOST,
      port: given.PORT,
      jwks: given.JWKS_URL,
      fastPath: given.FAST_PATH === 'on',
      keepAnswers: given.KEEP_ANSWERS === 'on',
      keepAliveMs: given.KEEP_ALIVE_MS,
      arrivalMs: given.ARRIVAL_MS,
      drainDelayMs: given.DRAIN_DELAY_MS,
      drainMs: given.DRAIN_MS,
      load: {
        initial: initialOf(given),
        min: given.CONCURRENCY_MIN,
        max: given.CONCURRENCY_MAX,
        queue: given.CONCURRENCY_QUEUE,
        targetMs: given.CONCURRENCY_TARGET_MS,
        targetDelayMs: given.LOOP_DELAY_TARGET_MS,
        connections: given.CONNECTIONS_MAX,
        sockets: given.SOCKETS_MAX,
      },
      ...doorIn(given),
    },
  };
}

/**
 * Apollo's gateway looks for a cloud's metadata address and exports what it finds out about the machine,
 * unless this variable is there before it is constructed; there is no other way to tell it.
 */
export function forbidApolloTelemetry(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
}
