import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { Logger } from './logger.ts';
import { withoutValue } from './without-private-text.ts';

/** Codes of errors that a client may see as they are; everything else is masked. */
const openCodes = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'SUBGRAPH_TIMEOUT',
  'SUBGRAPH_UNAVAILABLE',
  'SUBSCRIPTION_GAP',
  'NOT_READY',
  'INTERNAL_SERVER_ERROR_MASKED',
]);

/** Lets a piece add codes of its own refusals, such as the gateway's limits. */
export function openErrorCodes(codes: Iterable<string>): void {
  for (const code of codes) openCodes.add(code);
}

/** The request needs a signed-in viewer. */
export function unauthenticated(
  message = 'Sign in first, and send the access token as `Authorization: Bearer …`.',
): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } });
}

/** The request itself is wrong in a way that no union of its field names. */
export function badUserInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** What was asked for will be there in a moment, for instance a book right after signing up. */
export function notReady(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'NOT_READY' } });
}

/**
 * What a client is told of an error. Errors of a known code, and those that GraphQL itself makes of a
 * wrong document or wrong variables, pass with their message, path, code and the few extensions that
 * clients act on. Anything else is
 * unexpected: it is logged under an id and the client gets that id.
 */
export function maskError(error: unknown, logger: Logger, requestId?: string): GraphQLError {
  if (error instanceof GraphQLError) {
    const code = codeOf(error);
    if (code !== null) {
      const { nodes, source, positions, path } = error;
      return new GraphQLError(withoutValues(error, code), {
        nodes,
        source,
        positions,
        path,
        extensions: visibleExtensions(error, code),
      });
    }
  }
  const errorId = randomUUID();
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  logger.error({ errorId, requestId, err: cause }, 'unexpected error');
  return new GraphQLError(`Something went wrong on our side. Error id: ${errorId}`, {
    ...(error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {}),
    extensions: { code: 'INTERNAL_SERVER_ERROR_MASKED', errorId },
  });
}

function codeOf(error: GraphQLError): string | null {
  const code = error.extensions['code'];
  if (typeof code === 'string') return openCodes.has(code) ? code : null;
  return isMadeByGraphql(error) ? 'BAD_USER_INPUT' : null;
}

/**
 * Whether graphql-js itself says that the document or its variables are wrong. It wraps what a scalar
 * says of a variable in an error without a path, and what it finds in a field's arguments, with the
 * places in the document, in one with a path. What a resolver or a result's scalar throws has no places.
 */
function isMadeByGraphql({ originalError, path }: GraphQLError): boolean {
  if (originalError === undefined) return true;
  if (!(originalError instanceof GraphQLError)) return false;
  return path === undefined || originalError.nodes !== undefined;
}

const longestMessage = 1_000;

/** Codes of what graphql-js says of a document and its variables. */
const aboutDocuments = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/**
 * graphql-js repeats a wrong value, and a variable as a whole: a password beside the wrong field included.
 * What is wrong, and where, is enough; and no message is longer than {@link longestMessage} characters.
 */
function withoutValues({ message, originalError }: GraphQLError, code: string): string {
  if (!aboutDocuments.has(code)) return cut(message);
  const reason = originalError?.message ?? '';
  const [variable] = /^Variable "\$\w+"/.exec(message) ?? [];
  if (!variable || !reason || !message.endsWith(`; ${reason}`)) return cut(withoutValue(message));
  const before = message.slice(0, -reason.length - 2);
  const [place = ''] = / at "[\w.[\]]+"$/.exec(before) ?? [];
  return cut(`${variable} is not valid${place}: ${withoutValue(reason)}`);
}

function cut(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}

function visibleExtensions(error: GraphQLError, code: string): Record<string, unknown> {
  const { errorId, limit, actual, retryAfterSeconds } = error.extensions;
  const kept = { code, errorId, limit, actual, retryAfterSeconds };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}
