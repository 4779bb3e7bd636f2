import { count } from '@outlay/service-kit/settings.ts';
import { z } from 'zod';
import { defaultRateLimits, type RateLimits } from './rate-limit.ts';
import { defaultSenderLimits, limitsBySender, type SenderLimits } from './sender-limits.ts';

const limit = (name: keyof SenderLimits, what: string) =>
  count.default(defaultSenderLimits[name]).describe(what);

const forAll = {
  LIMIT_CHARACTERS: limit('characters', 'characters of one document'),
  LIMIT_TOKENS: limit('tokens', 'tokens of one document'),
  LIMIT_OPERATIONS: limit('operations', 'operations of one document'),
  LIMIT_DEPTH: limit('depth', 'nested levels of fields'),
  LIMIT_FIELDS: limit('fields', 'fields with fragments written out'),
  LIMIT_ALIASES: limit('aliases', 'aliases of one operation'),
  LIMIT_DIRECTIVES: limit('directives', 'directives of one operation'),
  LIMIT_ROOT_FIELDS: limit('rootFields', 'fields of one query'),
  LIMIT_MUTATIONS: limit('mutations', 'fields of one mutation'),
  LIMIT_OVERLAPS: limit(
    'overlaps',
    'pairs of fields of the same name in the same place, and of fragments; validation compares each',
  ),
  LIMIT_VARIABLE_DEPTH: limit(
    'variableDepth',
    'nested lists and objects in the variables of one request',
  ),
  LIMIT_VARIABLE_VALUES: limit(
    'variableValues',
    'values in the variables of one request, lists and objects included',
  ),
  LIMIT_POINTS_PER_OPERATION: limit('pointsPerOperation', 'points that one operation may cost'),
  LIMIT_POINTS_PER_MINUTE: limit(
    'pointsPerMinute',
    'points of one viewer within a minute, at all gateways together, or of all at one address who aren’t signed in',
  ),
};

/** What everybody may ask for, and what differs by who asks. */
export const limitSettings = {
  ...forAll,
  LIMIT_POINTS_PER_MINUTE_ADDRESS: count
    .default(defaultRateLimits.perAddress)
    .describe(
      'points from one client address, or one IPv6 network, within a minute; behind a proxy, set TRUSTED_PROXIES as well',
    ),
  LIMITS_BY_SENDER: z
    .string()
    .default('{}')
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'it is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(limitsBySender)
    .describe(
      'as JSON, limits that differ for nobody (who isn’t signed in), a role (MEMBER, OPERATOR) or trusted (our own documents): {"nobody":{"depth":5}}',
    ),
};

type Given = z.output<z.ZodObject<typeof limitSettings>>;

export function limitsIn(given: Given): {
  readonly limits: SenderLimits;
  readonly limitsBySender: Given['LIMITS_BY_SENDER'];
  readonly rateLimits: RateLimits;
} {
  return {
    limits: {
      characters: given.LIMIT_CHARACTERS,
      tokens: given.LIMIT_TOKENS,
      operations: given.LIMIT_OPERATIONS,
      depth: given.LIMIT_DEPTH,
      fields: given.LIMIT_FIELDS,
      aliases: given.LIMIT_ALIASES,
      directives: given.LIMIT_DIRECTIVES,
      rootFields: given.LIMIT_ROOT_FIELDS,
      mutations: given.LIMIT_MUTATIONS,
      overlaps: given.LIMIT_OVERLAPS,
      variableDepth: given.LIMIT_VARIABLE_DEPTH,
      variableValues: given.LIMIT_VARIABLE_VALUES,
      pointsPerOperation: given.LIMIT_POINTS_PER_OPERATION,
      pointsPerMinute: given.LIMIT_POINTS_PER_MINUTE,
    },
    limitsBySender: given.LIMITS_BY_SENDER,
    rateLimits: { perAddress: given.LIMIT_POINTS_PER_MINUTE_ADDRESS },
  };
}
