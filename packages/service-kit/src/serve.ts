import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
  clientAddressHeader,
  type Nonces,
  RequestVerifier,
  signatureHeader,
  viewerHeader,
} from '@outlay/identity/request-signature.ts';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { createAnswerOperation, refusalOf } from './answer-operation.ts';
import { attachDraining, defaultDrainMs, type DrainTimes } from './draining.ts';
import { type ExecutorOptions, SubgraphExecutor } from './execute.ts';
import { stopAll } from './lifecycle.ts';
import type { Logger } from './logger.ts';
import { httpRequests } from './metrics.ts';
import { operationsPath } from './operation-messages.ts';
import { serveProbes } from './probes.ts';
import { serveOperations } from './serve-operations.ts';
import { serveSubscriptions } from './serve-subscriptions.ts';
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
const json = 'application/json; charset=utf-8';

/**
 * Puts a subgraph behind `POST /graphql`, graphql-transport-ws on the same path, WebSockets that carry many
 * queries and mutations on `/operations`, and the probes. When it can't listen it rejects, and the subgraph
 * is stopped.
 */
export async function serveSubgraph(
  subgraph: Subgraph,
  options: ServerOptions,
): Promise<SubgraphServer> {
  const { logger, gatewaySecret, drainMs = defaultDrainMs } = options;
  const executor = new SubgraphExecutor(subgraph, logger, options);
  const answer = createAnswerOperation(executor, logger);
  const verifier = new RequestVerifier(gatewaySecret, subgraph.name, options.nonces);
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
    const { status, text } = await answer(body, info);
    return reply.code(status).type(json).send(text);
  });
  serveProbes(server, { readiness: () => subgraph.health(), isLeaving: draining.isLeaving });
  options.routes?.(server);

  server.setErrorHandler((error, request, reply) => {
    const { status, text } = refusalOf(error, logger, headerOf(request, 'x-request-id'));
    return reply.code(status).type(json).send(text);
  });

  try {
    await server.listen({ host: options.host, port: options.port });
  } catch (error) {
    await server.close();
    await subgraph.stop();
    throw error;
  }
  const live = serveSubscriptions({ executor, verifier, logger });
  const operations = serveOperations({
    subgraph: subgraph.name,
    gatewaySecret,
    verifier,
    answer,
    logger,
  });
  server.server.on('upgrade', (request, socket, head) => {
    const taker = request.url === operationsPath ? operations : live;
    taker.upgrade(request, socket, head);
  });
  const { port } = server.server.address() as AddressInfo;
  logger.info({ port }, 'listening');
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const drain = async (): Promise<void> => {
    operations.leave();
    await draining.leave();
    await Promise.all([draining.finish(), operations.stop(drainMs), live.stop()]);
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
