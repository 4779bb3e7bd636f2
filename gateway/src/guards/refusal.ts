import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import type { ToldCost } from './rate-limit.ts';

type RefusalOptions = {
  readonly headers?: Readonly<Record<string, string>>;
  /** What was allowed and what came, for a client to show or act on. */
  readonly limit?: number;
  readonly actual?: number;
  /** When it is worth another try. */
  readonly retryAfterSeconds?: number;
  /** What it would have cost, for the answer to tell beside its errors. */
  readonly cost?: ToldCost;
};

/**
 * A request that is not answered at all. `extensions.http` says with which status over HTTP; it is
 * left out of what the client sees. Over a WebSocket the error alone is sent.
 */
export function refusal(
  status: number,
  code: string,
  message: string,
  { headers = {}, ...numbers }: RefusalOptions = {},
): GraphQLError {
  // Apollo reads headers as a list of pairs.
  const http = { status, headers: new Map(Object.entries(headers)) };
  const extensions: GraphQLErrorExtensions = { code, ...numbers, http };
  return new GraphQLError(message, { extensions });
}

/** The codes that the gateway adds to the ones which every subgraph knows. */
export const refusalCodes = [
  'TOKEN_EXPIRED',
  'BAD_REQUEST',
  'PAYLOAD_TOO_LARGE',
  'METHOD_NOT_ALLOWED',
  'NOT_FOUND',
  'NOT_ACCEPTABLE',
  'CROSS_SITE_REQUEST',
  'EXPECTATION_FAILED',
  'UNSUPPORTED_MEDIA_TYPE',
  'SHUTTING_DOWN',
  'SUBGRAPH_BUSY',
  'OVERLOADED',
  'RATE_LIMITED',
  'SUBSCRIPTION_NEEDS_WEBSOCKET',
  'DOCUMENT_TOO_LONG',
  'TOO_MANY_TOKENS',
  'TOO_MANY_OPERATIONS',
  'TOO_MANY_OVERLAPS',
  'VARIABLES_TOO_DEEP',
  'VARIABLES_TOO_LARGE',
  'OPERATION_TOO_DEEP',
  'OPERATION_TOO_LARGE',
  'TOO_MANY_ALIASES',
  'TOO_MANY_DIRECTIVES',
  'TOO_MANY_ROOT_FIELDS',
  'TOO_MANY_SIGN_INS',
  'FRAGMENT_CYCLE',
  'OPERATION_TOO_COSTLY',
  'INTROSPECTION_TOO_DEEP',
  'INTROSPECTION_TOO_LARGE',
  'PERSISTED_QUERY_HASH_MISMATCH',
  'DOCUMENT_NOT_TRUSTED',
] as const;
