import { createServer, type IncomingMessage, METHODS } from 'node:http';
import cors from '@fastify/cors';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AnswerGraphql } from './answer-graphql.ts';
import { chargeRequests, spentBy } from './guards/charge-requests.ts';
import type { LoadShedding } from './guards/load-shedding.ts';
import type { RateLimit } from './guards/rate-limit.ts';
import { refusal } from './guards/refusal.ts';
import { checkCrossSite } from './http/cross-site.ts';
import { refuseExpectations } from './http/expectations.ts';
import { exposedHeaders, manners } from './http/manners.ts';
import { readJsonOnly } from './http/read-json.ts';
import { sendReply } from './http/reply.ts';
import type { TellError } from './http/told-error.ts';
import { createUnreadable } from './http/unreadable.ts';
import type { observeRequests } from './observing/requests.ts';
import { checkOneHost, parametersInAddress, requestIdOf } from './request.ts';
import { asksForWebSocket } from './subscriptions/handshake.ts';

export type EntryOptions = {
  readonly load: LoadShedding;
  /** Largest body in bytes; statements come inside it as base64. */
  readonly bodyLimit: number;
  /** Origins of pages elsewhere that may call from a browser. */
  readonly corsOrigins: readonly string[];
  /** Addresses or CIDR blocks of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** How long an idle connection is kept. */
  readonly keepAliveMs: number;
  /** How long a request may take to arrive. Its headers alone may take a third of that. */
  readonly arrivalMs: number;
  readonly tellError: TellError;
};

/** A statement of 2 MiB in base64, and something around it. */
export const defaultBodyLimit = 3 * 1024 * 1024;
/** Longer than balancers keep theirs, which is a minute where nobody changed it. */
export const defaultKeepAliveMs = 72_000;
/** Long enough for a statement of 2 MiB by way of a slow telephone. */
export const defaultArrivalMs = 30_000;
/** How often connections are looked through for those that take too long. */
const checkEveryMs = 1_000;

/** The HTTP server: its manners towards any request, before a route is looked at. */
export async function createEntry(options: EntryOptions): Promise<FastifyInstance> {
  const unreadable = createUnreadable();
  const server: FastifyInstance = fastify({
    // Before fastify makes anything of a request: one that is refused must cost next to nothing.
    serverFactory: (handle) =>
      createServer(
        {
          requestTimeout: options.arrivalMs,
          headersTimeout: Math.ceil(options.arrivalMs / 3),
          connectionsCheckingInterval: Math.min(checkEveryMs, options.arrivalMs),
          keepAliveTimeout: options.keepAliveMs,
          shouldUpgradeCallback: asksForWebSocket,
        },
        (request, response) => {
          unreadable.note(request, response);
          options.load.admitRequest(request, response, () => handle(request, response));
        },
      ),
    bodyLimit: options.bodyLimit,
    trustProxy: [...options.trustedProxies],
    forceCloseConnections: 'idle',
    // While stopping, our own refusal says more than fastify's.
    return503OnClosing: false,
    clientErrorHandler: unreadable.answer,
    exposeHeadRoutes: false,
    // A path that can't be decoded reaches no hook.
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...manners, 'x-request-id': request.id });
      return server.errorHandler(error, request, reply);
    },
    requestIdHeader: false,
    genReqId: ({ headers }) => requestIdOf(headers),
  });
  readJsonOnly(server);

  server.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...manners, 'x-request-id': request.id });
  });
  if (options.corsOrigins.length > 0) {
    await server.register(cors, {
      origin: [...options.corsOrigins],
      methods: ['GET', 'POST'],
      exposedHeaders,
      maxAge: 600,
      strictPreflight: false,
      preflightContinue: true,
    });
  }

  server.setNotFoundHandler(() => {
    throw refusal(404, 'NOT_FOUND', 'Nothing is served here. Send operations by POST to /graphql.');
  });
  server.setErrorHandler((error, request, reply) => {
    const { id: requestId, headers } = request;
    if (isWorthKeeping(request.raw, options.bodyLimit) && reply.hasHeader('connection')) {
      reply.removeHeader('connection');
      request.raw.resume();
    }
    const spent = spentBy(request);
    return sendReply(reply, options.tellError(error, { requestId, accept: headers.accept, spent }));
  });
  return server;
}

/**
 * Whether the connection outlives a refusal. The rest of a body that nobody wants is read nonetheless, as long
 * as it may take to arrive: a connection that ends before all was sent takes the answer with it, and its client
 * never learns of it.
 */
function isWorthKeeping({ complete, headers }: IncomingMessage, bodyLimit: number): boolean {
  return complete || Number(headers['content-length'] ?? 0) <= 4 * bodyLimit;
}

export type GraphqlRouteOptions = {
  readonly path: string;
  readonly answer: AnswerGraphql;
  readonly rate: RateLimit;
  readonly tell: ReturnType<typeof observeRequests>;
  /** Where the page is that people use in a browser. */
  readonly page?: string | undefined;
};

/** Operations by POST, and queries by GET as well. */
export function serveGraphql(server: FastifyInstance, options: GraphqlRouteOptions): void {
  const { path, answer, rate, tell } = options;
  chargeRequests(server, path, rate);
  refuseExpectations(server);

  async function serve(
    request: FastifyRequest,
    reply: FastifyReply,
    parameters: () => unknown,
  ): Promise<FastifyReply> {
    const { method, headers, id: requestId, ip: clientAddress, raw } = request;
    checkOneHost(raw);
    const read = { method, headers, requestId, clientAddress, parameters };
    const answered = await answer({ ...read, tell: (operation) => tell(request, operation) });
    return sendReply(reply, answered);
  }

  server.post(path, (request, reply) => serve(request, reply, () => request.body));
  server.get(path, async (request, reply) => {
    checkCrossSite(request.headers, options.page);
    return serve(request, reply, () => parametersInAddress(request.url));
  });
  server.options(path, async (_request, reply) => reply.code(204).header('allow', allowed).send());
  server.route({
    method: otherMethods(server),
    url: path,
    // Refused before its body is read.
    onRequest: async () => {
      const message = 'Send operations by POST, and subscriptions over WebSocket.';
      throw refusal(405, 'METHOD_NOT_ALLOWED', message, { headers: { allow: allowed } });
    },
    handler: () => {},
  });
}

const served = new Set(['GET', 'POST', 'OPTIONS']);
const allowed = [...served].join(', ');

/** All that Node can read but CONNECT, which asks for no path. */
function otherMethods(server: FastifyInstance): string[] {
  const others = METHODS.filter((method) => !served.has(method) && method !== 'CONNECT');
  const unknown = others.filter((method) => !server.supportedMethods.includes(method as never));
  for (const method of unknown) server.addHttpMethod(method);
  return others;
}
