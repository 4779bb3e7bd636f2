import { shuttingDown } from '@outlay/service-kit/draining.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import type { GraphQLError } from 'graphql';
import { readAnswer } from './read-answer.ts';
import type { SourceRequest, SourceResponse } from './source.ts';
import { subgraphUnavailable } from './unanswered.ts';

/** What holds for a query or mutation that goes to a subgraph elsewhere, whichever way it takes. */

/** As replicas are restarted one by one, the next one is not stopping too. */
export const mostTries = 3;

/** Nobody has read it, for the subgraph is being stopped or it was not sent at all. */
export class Unread extends Error {
  override readonly name = 'Unread';

  constructor() {
    super('Nobody has read it.');
  }
}

/**
 * A connection that was refused has carried nothing, and a subgraph that stops reads nothing, so anything
 * may be sent again; another replica gets it. A connection that broke may have been a kept one that was
 * closed just as it was used again, but nobody can tell: a mutation may have been carried out, so it is
 * never sent twice.
 */
export function maySendAgain(error: unknown, query: string): boolean {
  const { code } = error as { code?: unknown };
  if (code === 'ECONNREFUSED' || error instanceof Unread) return true;
  const broke = code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
  return broke && !/^\s*mutation\b/.test(query);
}

/** The JSON that is sent: most of it is at hand already. */
export function bodyOf(request: SourceRequest): string {
  if (request.body) return request.body();
  const { query, operationName, variables } = request;
  return JSON.stringify({ query, operationName, variables });
}

/** Throws for what is no answer: {@link Unread} where that is why. */
export function answerIn(status: number, text: string, request: SourceRequest): SourceResponse {
  if (status === 503 && text.includes(shuttingDown)) throw new Unread();
  if (status !== 200) throw new Error(`answered ${status}`);
  return readAnswer(text, request);
}

/** What a client is told where there was no answer; unless nobody waits for it, the log hears why. */
export function noAnswer(
  { name, logger }: { readonly name: string; readonly logger: Logger },
  error: unknown,
  { request: { requestId } }: SourceRequest,
  signal: AbortSignal | undefined,
): GraphQLError {
  if (!signal?.aborted) {
    logger.warn({ subgraph: name, requestId, err: error }, 'a subgraph gave no answer');
  }
  return subgraphUnavailable(name);
}
