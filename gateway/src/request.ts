import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { activeTraceparent } from '@outlay/service-kit/tracing.ts';
import { type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { z } from 'zod';
import { refusal } from './guards/refusal.ts';

/** An id that a client chose is kept, so that its logs and ours name the same request alike. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{8,128}$/.test(given) ? given : randomUUID();
}

/** What is sent along so that others go on with the request's trace: ours while tracing is on. */
export function traceparentOf(headers: IncomingHttpHeaders): string | undefined {
  return activeTraceparent() ?? givenTraceparent(headers);
}

/** The trace that a client's request belongs to, in the form of W3C Trace Context; undefined for any other. */
export function givenTraceparent(headers: IncomingHttpHeaders): string | undefined {
  const given = headers['traceparent'];
  const isTrace = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;
  return typeof given === 'string' && isTrace.test(given) ? given : undefined;
}

const record = z.custom<Record<string, unknown>>(isRecord);
const parameters = z.object({
  query: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: record.nullish(),
  extensions: record.nullish(),
});

/** The parameters of a GraphQL request (GraphQL over HTTP, 5.1). */
export type GraphqlRequest = z.output<typeof parameters>;

/** Reads them out of what a POST had as its body, or a GET in its address. Throws a refusal (400) for anything else. */
export function graphqlRequestIn(given: unknown): GraphqlRequest {
  if (Array.isArray(given)) {
    throw refusal(
      400,
      'BAD_REQUEST',
      'Send one operation per request; lists of them are not answered.',
    );
  }
  const parsed = parameters.safeParse(given);
  if (parsed.success) return parsed.data;
  const message =
    'Send a JSON object with the document as text under `query`, and objects under `variables` and `extensions` if there are any.';
  throw refusal(400, 'BAD_REQUEST', message);
}

/** The parameters in the address of a GET (GraphQL over HTTP, 5.3). Throws a refusal (400). */
export function parametersInAddress(url: string): Record<string, unknown> {
  const search = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  const one = (name: string): string | undefined => {
    const [first, ...more] = search.getAll(name);
    if (more.length === 0) return first;
    throw refusal(400, 'BAD_REQUEST', `Send \`${name}\` once.`);
  };
  const json = (name: string): unknown => {
    const text = one(name);
    try {
      return text === undefined ? undefined : JSON.parse(text);
    } catch {
      throw refusal(400, 'BAD_REQUEST', `Send \`${name}\` as JSON.`);
    }
  };
  return {
    query: one('query'),
    operationName: one('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A request that names no host, or what can't be one, is answered with 400 (RFC 9112, 3.2). */
export function checkHost(host: string | undefined): void {
  if (host !== undefined && /^[\w.~%:[\]-]*$/.test(host)) return;
  throw refusal(400, 'BAD_REQUEST', 'The request names no host that could be one.');
}

/** Of several hosts Node keeps the first, and what stands in front of it may go by another (RFC 9112, 3.2). */
export function checkOneHost({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): void {
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length < 2) return;
  throw refusal(400, 'BAD_REQUEST', 'The request names more than one host.');
}

/**
 * One response answers a query or a mutation, not the events of a subscription; and what changes something
 * is not made by following a link.
 */
export function checkKind(operation: OperationDefinitionNode, method: string): void {
  if (operation.operation === OperationTypeNode.QUERY) return;
  if (operation.operation === OperationTypeNode.MUTATION) {
    if (method !== 'GET') return;
    const headers = { allow: 'POST' };
    throw refusal(405, 'METHOD_NOT_ALLOWED', 'Send mutations by POST.', { headers });
  }
  throw refusal(
    400,
    'SUBSCRIPTION_NEEDS_WEBSOCKET',
    'Subscriptions are served over WebSocket at this same path, by the graphql-transport-ws protocol.',
  );
}
