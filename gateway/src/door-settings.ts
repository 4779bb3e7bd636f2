import proxyAddress from '@fastify/proxy-addr';
import { commaSeparated, count, longestBodyBytes, onOff } from '@outlay/service-kit/settings.ts';
import { z } from 'zod';
import { defaultBodyLimit } from './entry.ts';
import { limitSettings, limitsIn } from './guards/limit-settings.ts';
import type { GatewayConfig } from './service.ts';
import { socketSettings, socketsIn } from './subscriptions/settings.ts';

/** More than the gateway makes of a request: its fetches are longer than what they are planned from. */
const bytesAdded = 256 * 1024;

/** As browsers write it. Any other would be compared with theirs in vain. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function areNetworks(texts: string[]): boolean {
  try {
    proxyAddress.compile(texts);
    return true;
  } catch {
    return false;
  }
}

/** What clients meet at the door, wherever the gateway runs. */
export const doorSettings = {
  INTROSPECTION: onOff.describe('on or off: whether clients may ask for the schema'),
  GRAPHIQL: onOff.describe('on or off: whether GraphiQL is served at /'),
  CORS_ORIGINS: commaSeparated
    .refine(
      (all) => all.every(isOrigin),
      'write each as https://app.example.org, without a path or a slash at the end',
    )
    .describe(
      'origins whose pages may call, separated by commas, without a slash at the end: https://app.example.org',
    ),
  TRUSTED_PROXIES: commaSeparated
    .refine(areNetworks, 'write each as 10.0.0.7 or 10.0.0.0/8')
    .describe('addresses or CIDR blocks of proxies, separated by commas'),
  BODY_LIMIT_BYTES: count
    .default(defaultBodyLimit)
    .refine((bytes) => bytes <= longestBodyBytes - bytesAdded, 'subgraphs read 3.75 MiB at most')
    .describe('the largest body of a request, 3.75 MiB at most'),
  DOCUMENTS: z
    .enum(['any', 'trusted'])
    .default('any')
    .describe('any, or trusted: only the documents of schema/operations.json are answered'),
  ...limitSettings,
  ...socketSettings,
};

export function doorIn(given: z.output<z.ZodObject<typeof doorSettings>>) {
  return {
    introspection: given.INTROSPECTION === 'on',
    graphiql: given.GRAPHIQL === 'on',
    corsOrigins: given.CORS_ORIGINS,
    trustedProxies: given.TRUSTED_PROXIES,
    bodyLimit: given.BODY_LIMIT_BYTES,
    documents: given.DOCUMENTS,
    ...limitsIn(given),
    sockets: socketsIn(given),
  } satisfies Partial<GatewayConfig>;
}
