import { createServer, type IncomingMessage, METHODS } from 'node:http';
import cors from '@fastify/cors';
import { maskError } from '@outlay/service-kit/errors.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { PreparedExecutor } from './execution/executor.ts';
import { overHttp } from './execution/http-answer.ts';
import { extensionsWith } from './execution/told-cost.ts';
import type { AdmitOperation } from './guards/admit-operation.ts';
import type { Authenticate } from './guards/authenticate.ts';
import { chargeRequests, toldOfRefused } from './guards/charge-requests.ts';
import { admitExpired, viewerOf } from './guards/expired-token.ts';
import type { LoadShedding } from './guards/load-shedding.ts';
import type { RateLimit } from './guards/rate-limit.ts';
import { refusal } from './guards/refusal.ts';
import type { Operations } from './operations.ts';
import { sendCompressed } from './http/compression.ts';
import { checkCrossSite } from './http/cross-site.ts';
import { type MediaType, mediaTypeFor, plainJson } from './http/media-type.ts';
import { readJsonOnly } from './http/read-json.ts';
import { createUnreadable } from './http/unreadable.ts';
import { checkHost, checkKind, graphqlRequestOf, requestIdOf, traceparentOf } from './request.ts';

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
  readonly logger: Logger;
};

/** What every answer tells a browser. */
const manners = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};
const exposedHeaders = ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'];
/** Long enough for a statement of 2 MiB by way of a slow telephone. */
export const defaultArrivalMs = 30_000;
/** How often connections are looked through for those that take too long. */
const checkEveryMs = 1_000;

/** The HTTP server: its manners towards any request, before a route is looked at. */
export async function createEntry(options: EntryOptions): Promise<FastifyInstance> {
  const { logger } = options;
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
    genReqId: requestIdOf,
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
    const refused = asRefusal(error, options.bodyLimit);
    const { status = 500, headers = [] } = (refused as HttpError).extensions?.http ?? {};
    const told = maskError(refused, logger, request.id);
    if (worthReading(request.raw, options.bodyLimit)) {
      reply.removeHeader('connection');
      request.raw.resume();
    }
    const type = mediaTypeFor(request.headers.accept) ?? plainJson;
    const code = String(told.extensions['code']);
    const { cost, headers: standing = {} } = toldOfRefused(request, refused);
    return reply
      .code(status === 400 && wrongOperation.has(code) ? type.wrongOperation : status)
      .headers({ ...standing, ...Object.fromEntries(headers) })
      .type(type.contentType)
      .send(JSON.stringify({ errors: [told.toJSON()], extensions: extensionsWith(cost) }));
  });
  return server;
}

/**
 * Whether the rest of a body that nobody wants is read nonetheless, as long as it may take to arrive: a
 * connection that ends before all was sent takes the answer with it, and its client never learns of it.
 */
function worthReading({ complete, headers }: IncomingMessage, bodyLimit: number): boolean {
  return !complete && Number(headers['content-length'] ?? 0) <= 4 * bodyLimit;
}

/** What GraphQL itself finds wrong, in a request that could be read. */
const wrongOperation = new Set(['GRAPHQL_PARSE_FAILED', 'OPERATION_RESOLUTION_FAILURE']);

type HttpError = {
  extensions?: { http?: { status?: number; headers?: Iterable<readonly [string, string]> } };
};

/** What fastify itself refuses, in the form that clients of GraphQL understand. */
function asRefusal(error: unknown, bodyLimit: number): unknown {
  if (error instanceof GraphQLError) return error;
  const { statusCode } = error as { statusCode?: unknown };
  switch (statusCode) {
    case 400:
      return refusal(400, 'BAD_REQUEST', 'The request could not be read. Send a JSON object.');
    case 413:
      return refusal(
        413,
        'PAYLOAD_TOO_LARGE',
        `The body is larger than the ${bodyLimit} bytes that are accepted here.`,
        { limit: bodyLimit },
      );
    case 415: {
      const message = 'Send the operation as JSON, with `Content-Type: application/json`.';
      return refusal(415, 'UNSUPPORTED_MEDIA_TYPE', message);
    }
    default:
      return error;
  }
}

export type GraphqlRouteOptions = {
  readonly path: string;
  readonly operations: Operations;
  /** Left out, Apollo executes everything. */
  readonly prepared?: PreparedExecutor | undefined;
  readonly authenticate: Authenticate;
  /** Finds the document and pays for the operation; throws a GraphQLError when it is refused. */
  readonly admit: AdmitOperation;
  readonly rate: RateLimit;
  /** Where the page is that people use in a browser. */
  readonly page?: string | undefined;
};

/**
 * Operations by POST, and queries by GET as well. The guards stand before anything is validated or planned.
 * Then a request like any other is executed as it was prepared; Apollo answers whatever turns out odd.
 */
export function serveGraphql(server: FastifyInstance, options: GraphqlRouteOptions): void {
  const { path, operations, prepared, authenticate, admit, rate } = options;
  chargeRequests(server, path, rate);
  const execute = overHttp(operations, prepared);

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    checkHost(request.headers.host);
    const type = acceptedType(request);
    const { viewer, expired } = await viewerOf(authenticate, request.headers.authorization);
    const asked = graphqlRequestOf(request);
    const clientAddress = request.ip;
    const sender = { viewer, clientAddress };
    const admitted = await admitExpired(admit, expired)(asked, sender, (operation) => {
      checkKind(operation, request.method);
    });
    reply.headers(admitted.headers());
    const traceparent = traceparentOf(request.raw);
    const info = { viewer, requestId: request.id, traceparent, clientAddress };

    const { text, status, headers } = await execute({ ...asked, ...admitted }, info);
    reply.code(status === 400 ? type.wrongOperation : status).type(type.contentType);
    for (const [name, value] of headers) reply.header(name, value);
    // Mutations are what hands out tokens.
    const isQuery = admitted.operation.operation === 'query';
    return isQuery ? sendCompressed(request, reply, text) : reply.send(text);
  }

  server.post(path, serve);
  server.get(path, async (request, reply) => {
    checkCrossSite(request.headers, options.page);
    return serve(request, reply);
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

/** Found out first: a mutation is not made for somebody who can't read what came of it. */
function acceptedType({ headers }: FastifyRequest): MediaType {
  const type = mediaTypeFor(headers.accept);
  if (type) return type;
  const message = 'Accept `application/json` or `application/graphql-response+json`.';
  throw refusal(406, 'NOT_ACCEPTABLE', message);
}
