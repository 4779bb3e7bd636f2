import { SpanKind } from '@opentelemetry/api';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import { inSpan, markFailed, traceparentOf } from '@outlay/service-kit/tracing.ts';
import type { ExecutionResult } from 'graphql';
import type { SourceResponse } from '../sources/source.ts';
import type { Join } from '../subscriptions/join.ts';

/**
 * Joins an event under the trace that caused it, where its subgraph names one in the extensions. Clients
 * never see that: a joined event has none.
 */
export async function observePush(
  join: Join,
  event: SourceResponse,
  request: RequestInfo,
): Promise<ExecutionResult> {
  const cause = event.extensions?.['traceparent'];
  if (typeof cause !== 'string') return join(event, request);
  return inSpan('push', { kind: SpanKind.PRODUCER, parent: cause }, async (span) => {
    const traceparent = traceparentOf(span) ?? cause;
    const result = await join(event, { ...request, traceparent });
    if (result.errors) markFailed(span, 'GRAPHQL');
    return result;
  });
}
