import { context, ROOT_CONTEXT, type Span, SpanKind, trace } from '@opentelemetry/api';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { withRequestId } from '@outlay/service-kit/request-id.ts';
import { markFailed, startSpan } from '@outlay/service-kit/tracing.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requestSeconds, requestsTotal } from '../metrics.ts';
import { givenTraceparent } from '../request.ts';
import { attributesOf, type InHand, titleOf, withInHand } from './operation.ts';

type Observed = InHand & { readonly span: Span };

/**
 * Tells of every HTTP request: a line in the log, a measurement, and a span that goes on with the client's
 * trace. Nothing of what a client wrote is told but the name that it gave its operation: of the address
 * only the route, and of the viewer nothing. To be attached before the routes.
 */
export function observeRequests(
  server: FastifyInstance,
  { logger, quiet }: { logger: Logger; quiet: ReadonlySet<string> },
): void {
  const observed = new WeakMap<FastifyRequest, Observed>();

  server.addHook('onRequest', (request, _reply, done) => {
    if (quiet.has(request.url)) return done();
    const attributes = {
      'http.request.method': request.method,
      'http.route': request.routeOptions.url,
    };
    const parent = givenTraceparent(request.raw);
    const span = startSpan(request.method, { kind: SpanKind.SERVER, parent, attributes });
    observed.set(request, { span });
    done();
  });

  // Not earlier: what reads the body calls back from the socket, outside of any request.
  server.addHook('preHandler', (request, _reply, done) => {
    const inHand = observed.get(request);
    if (!inHand) return done();
    withInHand(inHand, () =>
      withRequestId(request.id, () =>
        context.with(trace.setSpan(ROOT_CONTEXT, inHand.span), () => done()),
      ),
    );
  });

  server.addHook('onResponse', (request, reply, done) => {
    const inHand = observed.get(request);
    if (inHand) tell(request, reply, inHand);
    done();
  });

  function tell(request: FastifyRequest, reply: FastifyReply, { span, operation }: Observed): void {
    const { method } = request;
    const { statusCode: status, elapsedTime } = reply;
    const kind = operation?.kind ?? 'none';
    requestsTotal.inc({ transport: 'http', kind, status });
    requestSeconds.observe({ transport: 'http', kind }, elapsedTime / 1_000);
    const line = {
      requestId: request.id,
      method,
      route: request.routeOptions.url,
      status,
      ms: Math.round(elapsedTime * 10) / 10,
      ...(operation && { operation: operation.name, kind }),
      ...(span.isRecording() && { trace_id: span.spanContext().traceId }),
    };
    logger.info(line, 'request');
    if (operation) span.updateName(titleOf(operation)).setAttributes(attributesOf(operation));
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) markFailed(span, String(status));
    span.end();
  }
}
