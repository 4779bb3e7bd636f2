import { SpanKind } from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { withRequestId } from '@outlay/service-kit/request-id.ts';
import { markFailed, startSpan, withinSpan } from '@outlay/service-kit/tracing.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OperationDefinitionNode } from 'graphql';
import { countRequest } from './count-request.ts';
import { givenTraceparent } from '../request.ts';
import { attributesOf, describe, type DescribedOperation, titleOf } from './operation.ts';

export type BegunRequest = {
  readonly id: string;
  readonly method: string;
  /** Where it is served; undefined where nothing is. */
  readonly route: string | undefined;
  readonly headers: IncomingHttpHeaders;
};

export type ObservedRequest = {
  /** Does the work of the request: what is logged and traced meanwhile is its own. */
  readonly within: <T>(work: () => T) => T;
  /** Notes which operation it asks for, once that is known. */
  readonly tell: (operation: OperationDefinitionNode) => void;
  /** Tells of it once it is answered. */
  readonly end: (status: number, ms: number) => void;
};

/** Begins to observe an HTTP request. */
export type ObserveRequest = (request: BegunRequest) => ObservedRequest;

/**
 * Tells of HTTP requests: of each a line in the log, a measurement, and a span that goes on with the client's
 * trace. Nothing of what a client wrote is told but the name that it gave its operation: of the address
 * only the route, and of the viewer nothing.
 */
export function createObserveRequest(logger: Logger): ObserveRequest {
  return ({ id, method, route, headers }) => {
    let operation: DescribedOperation | undefined;
    const parent = givenTraceparent(headers);
    const attributes = { 'http.request.method': method, 'http.route': route };
    const span = startSpan(method, { kind: SpanKind.SERVER, parent, attributes });
    return {
      within: (work) => withRequestId(id, () => withinSpan(span, work)),
      tell: (asked) => (operation = describe(asked)),
      end(status, ms) {
        const kind = operation?.kind ?? 'none';
        countRequest('http', kind, String(status), ms);
        const line = {
          requestId: id,
          method,
          route,
          status,
          ms: Math.round(ms * 10) / 10,
          ...(operation && { operation: operation.name, kind }),
          ...(span.isRecording() && { trace_id: span.spanContext().traceId }),
        };
        logger.info(line, 'request');
        if (operation) span.updateName(titleOf(operation)).setAttributes(attributesOf(operation));
        span.setAttribute('http.response.status_code', status);
        if (status >= 500) markFailed(span, String(status));
        span.end();
      },
    };
  };
}

/**
 * Has every request observed that fastify reads, but for the quiet paths. To be attached before the routes,
 * which say with the answer what a request asks for.
 */
export function observeRequests(
  server: FastifyInstance,
  { observe, quiet }: { observe: ObserveRequest; quiet: ReadonlySet<string> },
): (request: FastifyRequest, operation: OperationDefinitionNode) => void {
  const observed = new WeakMap<FastifyRequest, ObservedRequest>();

  server.addHook('onRequest', (request, _reply, done) => {
    if (!quiet.has(request.url)) {
      const { id, method, headers, routeOptions } = request;
      observed.set(request, observe({ id, method, headers, route: routeOptions.url }));
    }
    done();
  });

  // Not earlier: what reads the body calls back from the socket, outside of any request.
  server.addHook('preHandler', (request, _reply, done) => {
    const known = observed.get(request);
    if (known) known.within(done);
    else done();
  });

  server.addHook('onResponse', (request, reply, done) => {
    observed.get(request)?.end(reply.statusCode, reply.elapsedTime);
    done();
  });
  return (request, operation) => observed.get(request)?.tell(operation);
}
