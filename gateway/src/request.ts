import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { activeTraceparent } from '@outlay/service-kit/tracing.ts';
import { type DocumentNode, getOperationAST, OperationTypeNode } from 'graphql';
import { z } from 'zod';
import { refusal } from './guards/refusal.ts';
import { tellOperation } from './observing/operation.ts';

/** An id that a client chose is kept, so that its logs and ours name the same request alike. */
export function requestIdOf(message: IncomingMessage): string {
  const given = message.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{8,128}$/.test(given) ? given : randomUUID();
}

/** What is sent along so that others go on with the request's trace: ours while tracing is on. */
export function traceparentOf(message: IncomingMessage): string | undefined {
  return activeTraceparent() ?? givenTraceparent(message);
}

/** The trace that a client's request belongs to, in the form of W3C Trace Context; undefined for any other. */
export function givenTraceparent(message: IncomingMessage): string | undefined {
  const given = message.headers['traceparent'];
  const isTrace = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;
  return typeof given === 'string' && isTrace.test(given) ? given : undefined;
}

const graphqlBody = z.object({
  query: z.string().min(1),
  operationName: z.string().nullish(),
});

/** The part of a GraphQL request that the guards look at. Throws a refusal (400) for anything else. */
export function graphqlRequestOf(body: unknown): z.output<typeof graphqlBody> {
  if (Array.isArray(body)) {
    throw refusal(
      400,
      'BAD_REQUEST',
      'Send one operation per request; lists of them are not answered.',
    );
  }
  const parsed = graphqlBody.safeParse(body);
  if (parsed.success) return parsed.data;
  const message = 'Send a JSON object with the document as text under `query`.';
  throw refusal(400, 'BAD_REQUEST', message);
}

/** One response answers a query or a mutation, not the events of a subscription. */
export function checkKind(document: DocumentNode, operationName?: string | null): void {
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    const message = 'Name one of the operations of the document as `operationName`.';
    throw refusal(400, 'OPERATION_RESOLUTION_FAILURE', message);
  }
  tellOperation(operation);
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return;
  throw refusal(
    400,
    'SUBSCRIPTION_NEEDS_WEBSOCKET',
    'Subscriptions are served over WebSocket at this same path, by the graphql-transport-ws protocol.',
  );
}
