import { SpanKind } from '@opentelemetry/api';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { withRequestId } from '@outlay/service-kit/request-id.ts';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import { inSpan, markFailed, traceparentOf } from '@outlay/service-kit/tracing.ts';
import type { OperationDefinitionNode } from 'graphql';
import { countRequest } from './count-request.ts';
import { attributesOf, describe, titleOf } from './operation.ts';

export type SocketOperation = {
  readonly operation: OperationDefinitionNode;
  readonly request: RequestInfo;
  readonly logger: Logger;
};

/**
 * Tells of an operation on a socket as `observeRequests` does of one by POST. Of a subscription it tells the
 * start: what is pushed later has other causes. `work` gets the request that goes on with the trace.
 */
export async function observeSocketOperation<T>(
  { operation, request, logger }: SocketOperation,
  work: (request: RequestInfo) => Promise<T>,
): Promise<T> {
  const described = describe(operation);
  const { kind, name } = described;
  const startedAt = performance.now();
  const options = {
    kind: SpanKind.SERVER,
    parent: request.traceparent,
    attributes: { ...attributesOf(described), 'network.protocol.name': 'websocket' },
  };
  return withRequestId(request.requestId, () =>
    inSpan(titleOf(described), options, async (span) => {
      let status = 'failed';
      try {
        const traceparent = traceparentOf(span) ?? request.traceparent;
        const answer = await work({ ...request, traceparent });
        if (!hasErrors(answer)) status = 'ok';
        else markFailed(span, 'GRAPHQL');
        return answer;
      } finally {
        const ms = performance.now() - startedAt;
        countRequest('websocket', kind, status, ms);
        const { requestId } = request;
        const line = { requestId, operation: name, kind, status, ms: Math.round(ms * 10) / 10 };
        logger.info(line, 'operation on a socket');
      }
    }),
  );
}

/** A result with errors, or nothing but errors. */
function hasErrors(answer: unknown): boolean {
  if (Array.isArray(answer)) return true;
  return (answer as { errors?: unknown } | null)?.errors !== undefined;
}
