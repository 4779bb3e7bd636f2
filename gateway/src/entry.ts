import { createServer } from 'node:http';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import { maskError } from '@outlay/service-kit/errors.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { PreparedExecutor } from './execution/executor.ts';
import { plainRequestOf, writeAnswer } from './execution/http-answer.ts';
import type { Recording } from './execution/recording.ts';
import type { Authenticate } from './guards/authenticate.ts';
import type { LoadShedding } from './guards/load-shedding.ts';
import { attachRateLimit, type RateLimit } from './guards/rate-limit.ts';
import { refusal } from './guards/refusal.ts';
import type { Operations } from './operations.ts';
import { graphqlRequestOf, checkKind, requestIdOf, traceparentOf } from './request.ts';
import type { GatewayContext } from './sources/data-source.ts';

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
  readonly logger: Logger;
};

const exposedHeaders = ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'];
const longestRequestMs = 30_000;

/** The HTTP server: its manners towards any request, before a route is looked at. */
export async function createEntry(options: EntryOptions): Promise<FastifyInstance> {
  const { logger } = options;
  const server = fastify({
    // Before fastify makes anything of a request: one that is refused must cost next to nothing.
    serverFactory: (handle) =>
      createServer(
        { requestTimeout: longestRequestMs, keepAliveTimeout: options.keepAliveMs },
        (request, response) => {
          options.load.admitRequest(request, response, () => handle(request, response));
        },
      ),
    bodyLimit: options.bodyLimit,
    trustProxy: [...options.trustedProxies],
    forceCloseConnections: 'idle',
    // While stopping, our own refusal says more than fastify's.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    requestIdHeader: false,
    genReqId: requestIdOf,
  });
  // A form of another site can send text/plain without asking first; only JSON is read.
  server.removeContentTypeParser('text/plain');

  server.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
  });
  if (options.corsOrigins.length > 0) {
    await server.register(cors, {
      origin: [...options.corsOrigins],
      methods: ['POST'],
      exposedHeaders,
      maxAge: 600,
    });
  }

  server.setNotFoundHandler(() => {
    throw refusal(404, 'NOT_FOUND', 'Nothing is served here. Send operations by POST to /graphql.');
  });
  server.setErrorHandler((error, request, reply) => {
    const refused = asRefusal(error);
    const { status = 500, headers = [] } = (refused as HttpError).extensions?.http ?? {};
    const told = maskError(refused, logger, request.id);
    return reply
      .code(status)
      .headers(Object.fromEntries(headers))
      .send({ errors: [told.toJSON()] });
  });
  return server;
}

type HttpError = {
  extensions?: { http?: { status?: number; headers?: Iterable<readonly [string, string]> } };
};

/** What fastify itself refuses, in the form that clients of GraphQL understand. */
function asRefusal(error: unknown): unknown {
  if (error instanceof GraphQLError) return error;
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown };
  // Apollo's adapter makes a URL of the Host header, whatever that holds.
  switch (code === 'ERR_INVALID_URL' ? 400 : statusCode) {
    case 400:
      return refusal(400, 'BAD_REQUEST', 'The request could not be read. Send a JSON object.');
    case 413:
      return refusal(413, 'PAYLOAD_TOO_LARGE', 'The body is larger than is accepted here.');
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
  /** Reads a document within the limits on its size; throws a GraphQLError when it goes beyond them. */
  readonly admit: (query: string) => DocumentNode;
  readonly rate: RateLimit;
};

/**
 * Operations by POST. The guards stand before anything is validated or planned. Then a request like any
 * other is executed as it was prepared; Apollo's server answers the rest, and whatever turns out odd.
 */
export function serveGraphql(server: FastifyInstance, options: GraphqlRouteOptions): void {
  const { path, operations, prepared, authenticate, admit, rate } = options;
  attachRateLimit(server, path, rate);
  const contexts = new WeakMap<FastifyRequest, GatewayContext>();
  const apollo = fastifyApolloHandler(operations.server, {
    context: async (request: FastifyRequest) => contexts.get(request) as GatewayContext,
  });

  server.post(path, async (request, reply) => {
    const viewer = await authenticate(request.headers.authorization);
    const { query, operationName } = graphqlRequestOf(request.body);
    const document = admit(query);
    checkKind(document, operationName);
    const sender = { viewer, clientAddress: request.ip };
    reply.headers(await rate.admitOperation(sender, { document, operationName }));
    const traceparent = traceparentOf(request.raw);
    const info = { viewer, requestId: request.id, traceparent, clientAddress: request.ip };

    const byApollo = async (recording?: Recording) => {
      contexts.set(request, { request: info, recording });
      return { body: await apollo.call(server, request, reply) };
    };
    const plain = prepared && plainRequestOf(request);
    if (!plain) return (await byApollo()).body;
    const asked = { document, operationName, variables: plain.variables };
    const answer = await prepared.execute(asked, info, byApollo);
    if ('body' in answer) return answer.body;
    return reply.type(plain.contentType).send(writeAnswer(answer));
  });
  server.get(path, () => {
    const message = 'Send operations by POST, and subscriptions over WebSocket.';
    throw refusal(405, 'METHOD_NOT_ALLOWED', message, { headers: { allow: 'POST' } });
  });
}
