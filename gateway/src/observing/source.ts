import { type Span, SpanKind } from '@opentelemetry/api';
import { inSpan, markFailed, traceparentOf } from '@outlay/service-kit/tracing.ts';
import type { SourceRequest, SourceResponse, SubgraphSource } from '../sources/source.ts';

/** A source whose queries and mutations are spans of the request's trace, which the subgraph goes on with. */
export function observedSource(source: SubgraphSource): SubgraphSource {
  const title = `fetch ${source.name}`;
  const attributes = { 'outlay.subgraph': source.name };
  return {
    ...source,
    execute: (asked, signal) => {
      const options = { kind: SpanKind.CLIENT, parent: asked.request.traceparent, attributes };
      return inSpan(title, options, (span) => {
        const traceparent = traceparentOf(span);
        if (traceparent === undefined) return source.execute(asked, signal);
        return executeIn(span, { ...asked, request: { ...asked.request, traceparent } }, signal);
      });
    },
  };

  async function executeIn(
    span: Span,
    asked: SourceRequest,
    signal: AbortSignal | undefined,
  ): Promise<SourceResponse> {
    const answer = await source.execute(asked, signal);
    if (answer.errors?.length) markFailed(span, 'GRAPHQL');
    return answer;
  }
}
