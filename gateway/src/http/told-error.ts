import { maskError } from '@outlay/service-kit/errors.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { GraphQLError } from 'graphql';
import { extensionsWith } from '../execution/told-cost.ts';
import type { Spent, ToldCost } from '../guards/rate-limit.ts';
import { refusal } from '../guards/refusal.ts';
import { type MediaType, mediaTypeFor, plainJson } from './media-type.ts';
import { unreadable } from './read-json.ts';
import type { Reply } from './reply.ts';

/** What is known of a request that is not answered with data. */
export type Unanswered = {
  readonly requestId: string;
  /** Its `Accept` header. */
  readonly accept: string | undefined;
  /** What it was charged before it was read; undefined where nothing is charged. */
  readonly spent: Spent | undefined;
};

/** Makes an answer out of what was thrown; what nobody expected is logged and told by its id alone. */
export type TellError = (error: unknown, request: Unanswered) => Reply;

export function createTellError(options: {
  readonly bodyLimit: number;
  readonly logger: Logger;
}): TellError {
  return (error, { requestId, accept, spent }) => {
    const refused = asRefusal(error, options.bodyLimit);
    const { status = 500, headers = [] } = (refused as HttpError).extensions?.http ?? {};
    const told = maskError(refused, options.logger, requestId);
    const type = mediaTypeFor(accept) ?? plainJson;
    const code = String(told.extensions['code']);
    const { cost, headers: standing = {} } = whereItStands(refused, spent);
    return {
      status: statusIn(type, status, code),
      headers: { ...standing, ...Object.fromEntries(headers), 'content-type': type.contentType },
      body: JSON.stringify({ errors: [told.toJSON()], extensions: extensionsWith(cost) }),
    };
  };
}

/** What GraphQL itself finds wrong, in a request that could be read. */
const wrongOperation = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]);

function statusIn(type: MediaType, status: number, code: string): number {
  if (status === 200) return type.withoutData;
  return status === 400 && wrongOperation.has(code) ? type.wrongOperation : status;
}

type HttpError = {
  extensions?: { http?: { status?: number; headers?: Iterable<readonly [string, string]> } };
};

/** What fastify itself refuses, in the form that clients of GraphQL understand. */
function asRefusal(error: unknown, bodyLimit: number): unknown {
  if (error instanceof GraphQLError) return error;
  const { statusCode } = error as { statusCode?: unknown };
  switch (statusCode) {
    case 400:
      return unreadable();
    case 413:
      return refusal(
        413,
        'PAYLOAD_TOO_LARGE',
        `The body is larger than the ${bodyLimit} bytes that are accepted here.`,
        { limit: bodyLimit },
      );
    case 415: {
      const message = 'Send the operation as JSON, with `Content-Type: application/json`.';
      return refusal(415, 'UNSUPPORTED_MEDIA_TYPE', message);
    }
    default:
      return error;
  }
}

function whereItStands(
  reason: unknown,
  spent: Spent | undefined,
): { readonly cost?: ToldCost; readonly headers?: Record<string, string> } {
  const cost = reason instanceof GraphQLError ? reason.extensions['cost'] : undefined;
  // Without points left it has its own headers.
  if (cost !== undefined) return { cost: cost as ToldCost };
  return spent ? { cost: spent.cost(), headers: spent.headers() } : {};
}
