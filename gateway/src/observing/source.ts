import { SpanKind } from '@opentelemetry/api';
import { inSpan, markFailed, traceparentOf } from '@outlay/service-kit/tracing.ts';
import type { SubgraphSource } from '../sources/source.ts';

/** A source whose queries and mutations are spans of the request's trace, which the subgraph goes on with. */
export function observedSource(source: SubgraphSource): SubgraphSource {
  const attributes = { 'outlay.subgraph': source.name };
  return {
    ...source,
    execute: (asked, signal) => {
      const options = { kind: SpanKind.CLIENT, parent: asked.request.traceparent, attributes };
      return inSpan(`fetch ${source.name}`, options, async (span) => {
        const traceparent = traceparentOf(span);
        const request = traceparent ? { ...asked.request, traceparent } : asked.request;
        const answer = await source.execute({ ...asked, request }, signal);
        if (answer.errors?.length) markFailed(span, 'GRAPHQL');
        return answer;
      });
    },
  };
}
