import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
  clientAddressHeader,
  type Nonces,
  RequestSignatureError,
  RequestVerifier,
  signatureHeader,
  viewerHeader,
} from '@outlay/identity/request-signature.ts';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { attachDraining, type DrainTimes } from './draining.ts';
import { maskError } from './errors.ts';
import { type ExecutorOptions, type Operation, SubgraphExecutor } from './execute.ts';
import { stopAll } from './lifecycle.ts';
import type { Logger } from './logger.ts';
import { httpRequests } from './metrics.ts';
import { serveProbes } from './probes.ts';
import { attachSubscriptions } from './serve-subscriptions.ts';
import { longestBodyBytes } from './settings.ts';
import type { RequestInfo, Subgraph } from './subgraph.ts';

export type ServerOptions = DrainTimes &
  ExecutorOptions & {
    readonly host: string;
    /** 0 takes a free one. */
    readonly port: number;
    /** Shared with the gateway; requests that it did not sign are refused. */
    readonly gatewaySecret: string;
    readonly logger: Logger;
    /** How long an idle connection is kept; clients are told, so that they give it up before. */
    readonly keepAliveMs?: number | undefined;
    /** What its replicas have seen of requests, so that none can be replayed to another one. */
    readonly nonces?: Nonces | undefined;
    /** Routes beside `/graphql`, such as auth's key set. */
    readonly routes?: (server: FastifyInstance) => void;
  };

export type SubgraphServer = {
  readonly url: string;
  /** Leaves, finishes what is in hand (see {@link Draining}), then stops the subgraph. */
  readonly stop: () => Promise<void>;
};

const defaultKeepAliveMs = 5_000;

const operation = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * Puts a subgraph behind `POST /graphql`, graphql-transport-ws on the same path, and the probes. When
 * it can't listen it rejects, and the subgraph is stopped.
 */
export async function serveSubgraph(
  subgraph: Subgraph,
  options: ServerOptions,
): Promise<SubgraphServer> {
  const { logger } = options;
  const executor = new SubgraphExecutor(subgraph, logger, options);
  const verifier = new RequestVerifier(options.gatewaySecret, subgraph.name, options.nonces);
  const server = fastify({
    bodyLimit: longestBodyBytes,
    keepAliveTimeout: options.keepAliveMs ?? defaultKeepAliveMs,
    return503OnClosing: false,
    forceCloseConnections: true,
  });
  const draining = attachDraining(server, options);

  // The signature is over the bytes, so the body stays text until it is verified.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });

  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    httpRequests.inc({ piece: subgraph.name, route, status: reply.statusCode });
  });

  server.post('/graphql', async (request, reply) => {
    const body = String(request.body);
    const info = await requestOf(request, verifier, body);
    const asked = operation.parse(JSON.parse(body)) satisfies Operation;
    return reply.send(await executor.execute(asked, info));
  });
  serveProbes(server, { readiness: () => subgraph.health(), isLeaving: draining.isLeaving });
  options.routes?.(server);

  server.setErrorHandler((error, request, reply) => {
    if (error instanceof RequestSignatureError) {
      logger.warn({ reason: error.message }, 'refused a request');
      return reply
        .code(401)
        .send({ errors: [{ message: error.message, extensions: { code: error.code } }] });
    }
    const status = statusOf(error);
    const told =
      status >= 500
        ? maskError(error, logger, headerOf(request, 'x-request-id'))
        : { message: 'The request could not be read.', extensions: { code: 'BAD_USER_INPUT' } };
    return reply.code(status).send({ errors: [told] });
  });

  try {
    await server.listen({ host: options.host, port: options.port });
  } catch (error) {
    await server.close();
    await subgraph.stop();
    throw error;
  }
  // Not before it listens: a WebSocket server repeats the other's failure to, where nobody hears it.
  const live = attachSubscriptions(server.server, { executor, verifier, logger });
  const { port } = server.server.address() as AddressInfo;
  logger.info({ port }, 'listening');
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const drain = async (): Promise<void> => {
    await draining.leave();
    await Promise.all([draining.finish(), live.stop()]);
  };
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${host}:${port}`,
    stop: () => (stopped ??= stopAll([{ stop: drain }, { stop: () => server.close() }, subgraph])),
  };
}

/** Who asks, as the gateway signed it. Throws {@link RequestSignatureError} where it did not. */
async function requestOf(
  request: FastifyRequest,
  verifier: RequestVerifier,
  body: string,
): Promise<RequestInfo> {
  const clientAddress = headerOf(request, clientAddressHeader);
  const signature = headerOf(request, signatureHeader);
  const signedViewer = headerOf(request, viewerHeader);
  return {
    viewer: await verifier.verify({ signature, viewer: signedViewer, clientAddress }, body),
    requestId: headerOf(request, 'x-request-id') ?? randomUUID(),
    traceparent: headerOf(request, 'traceparent'),
    clientAddress,
  };
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function statusOf(error: unknown): number {
  if (error instanceof z.ZodError || error instanceof SyntaxError) return 400;
  const given = (error as { statusCode?: unknown }).statusCode;
  return typeof given === 'number' ? given : 500;
}
