import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import proxyAddress from '@fastify/proxy-addr';
import { followEnded } from '@outlay/cache/ended-sessions.ts';
import { healthWithout } from '@outlay/cache/health.ts';
import { createMemoryCache } from '@outlay/cache/memory.ts';
import type { Cache } from '@outlay/cache/port.ts';
import { accessTokenLivesMs } from '@outlay/identity/access-token.ts';
import { attachDraining, type DrainTimes } from '@outlay/service-kit/draining.ts';
import { maskError, openErrorCodes } from '@outlay/service-kit/errors.ts';
import { stopAll } from '@outlay/service-kit/lifecycle.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { probePaths, serveProbes } from '@outlay/service-kit/probes.ts';
import type { JWTVerifyGetKey } from 'jose';
import { createFindDocument } from './documents.ts';
import { createAnswerGraphql } from './answer-graphql.ts';
import {
  createEntry,
  defaultArrivalMs,
  defaultBodyLimit,
  defaultKeepAliveMs,
  serveGraphql,
} from './entry.ts';
import { createPreparedExecutor } from './execution/executor.ts';
import { overHttp } from './execution/http-answer.ts';
import { overWebSocket } from './execution/websocket-answer.ts';
import { graphiqlPath, serveGraphiql } from './graphiql.ts';
import { createAdmission } from './guards/admission.ts';
import { createAdmitOperation } from './guards/admit-operation.ts';
import { createAuthenticate } from './guards/authenticate.ts';
import { boundConnections } from './guards/bound-connections.ts';
import { readCosts } from './guards/cost.ts';
import { ownKeys, remoteKeys } from './guards/keys.ts';
import { refuseEnded } from './guards/ended-sessions.ts';
import { createLoadShedding, defaultLoad, type LoadBounds } from './guards/load-shedding.ts';
import { createRateLimit, defaultRateLimits, type RateLimits } from './guards/rate-limit.ts';
import { refusalCodes } from './guards/refusal.ts';
import { rememberTokens } from './guards/remembered-tokens.ts';
import {
  createSenderLimits,
  type LimitsBySender,
  type SenderLimits,
} from './guards/sender-limits.ts';
import { rememberInvalid } from './invalid-documents.ts';
import { keptDocumentsIn } from './kept-documents.ts';
import { listenOn } from './listeners.ts';
import { createTellError } from './http/told-error.ts';
import { createObserveRequest, observeRequests } from './observing/requests.ts';
import { observedSource } from './observing/source.ts';
import { startOperations } from './operations.ts';
import { attachPlain } from './plain/connections.ts';
import { createPlainServing } from './plain/serve.ts';
import { createReadiness } from './readiness.ts';
import { createKeeping } from './responses/keeping.ts';
import { defaultResilience, type Resilience, resilientSource } from './sources/resilient.ts';
import type { SubgraphSource } from './sources/source.ts';
import { createLiveExecutor } from './subscriptions/executor.ts';
import { defaultSocketLimits, type SocketLimits } from './subscriptions/limits.ts';
import { attachWebSocket } from './subscriptions/websocket.ts';
import { trustedDocuments } from './trusted-documents.ts';

export type GatewayConfig = DrainTimes & {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The keys that access tokens are checked with: auth's key set in this process, or its address. */
  readonly jwks: JWTVerifyGetKey | URL;
  readonly logger: Logger;
  /**
   * Through it auth says which sessions are over, and gateways count what is spent together. Opened and closed
   * by the caller; left out, this gateway hears of no session and counts for itself.
   */
  readonly cache?: Cache | undefined;
  /**
   * Whether answers are kept in the cache where the schema says that they may. Only if every subgraph is
   * given the same cache, for they drop what they change. Off unless said otherwise.
   */
  readonly keepAnswers?: boolean | undefined;
  /** The composed supergraph; left out, the committed one. */
  readonly supergraphSdl?: string;
  /** What one operation may ask for, and what all of a minute may cost. */
  readonly limits?: Partial<SenderLimits>;
  /** What differs by who sends it. */
  readonly limitsBySender?: LimitsBySender;
  /** Whether nothing but our own clients' documents is answered; any is unless said otherwise. */
  readonly documents?: 'any' | 'trusted';
  /** Our own clients' documents by their SHA-256; left out, the committed ones. */
  readonly trustedDocuments?: ReadonlyMap<string, string>;
  /** Whether operations are prepared; off, Apollo executes each from the start. On unless said otherwise. */
  readonly fastPath?: boolean;
  /** How much may be in hand at once. */
  readonly load?: Partial<LoadBounds>;
  /** What may be spent from one address within a minute. */
  readonly rateLimits?: Partial<RateLimits>;
  /** What WebSockets may do. */
  readonly sockets?: Partial<SocketLimits>;
  /** By the subgraphs' names, how much of the gateway each may tie up. */
  readonly resilience?: Readonly<Record<string, Partial<Resilience>>>;
  /** Whether clients may ask for the schema; on unless said otherwise, as the API is public. */
  readonly introspection?: boolean;
  /** Whether GraphiQL is served at `/`. */
  readonly graphiql?: boolean;
  /**
   * Origins of pages elsewhere that may call from a browser. Where any is given, pages of other
   * origins can't open a WebSocket either, so then list the gateway's own public origin too.
   */
  readonly corsOrigins?: readonly string[];
  /** Addresses or CIDR blocks of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[];
  /** The largest body of a request in bytes. */
  readonly bodyLimit?: number;
  /** How long an idle connection is kept; clients are told. */
  readonly keepAliveMs?: number | undefined;
  /** How long a request may take to arrive. */
  readonly arrivalMs?: number | undefined;
};

export type Gateway = {
  readonly url: string;
  readonly port: number;
  /** Answers what is in hand, closes sockets with 1001, and lets go of the sources. */
  readonly stop: () => Promise<void>;
};

const path = '/graphql';
const committedSupergraph = new URL('../../schema/supergraph.graphql', import.meta.url);
const defaultDrainMs = 10_000;

/** Serves the whole graph over the given sources, one per subgraph of the supergraph. */
export async function startGateway(
  config: GatewayConfig,
  sources: readonly SubgraphSource[],
): Promise<Gateway> {
  openErrorCodes(refusalCodes);
  const { logger, corsOrigins = [], trustedProxies = [], drainMs = defaultDrainMs } = config;
  const cache = config.cache ?? createMemoryCache();
  const supergraphSdl = config.supergraphSdl ?? (await readFile(committedSupergraph, 'utf8'));
  const keeping =
    config.cache && config.keepAnswers ? createKeeping(config.cache, supergraphSdl) : undefined;
  const byName = new Map(
    sources.map((source) => {
      const resilience = { ...defaultResilience, ...config.resilience?.[source.name] };
      const steady = observedSource(resilientSource(source, resilience, logger));
      return [source.name, keeping?.around(steady) ?? steady];
    }),
  );
  const mask = (error: unknown, requestId?: string) => maskError(error, logger, requestId);
  const keys = config.jwks instanceof URL ? remoteKeys(config.jwks, logger) : ownKeys(config.jwks);
  const sessions = config.cache && (await followEnded(config.cache, accessTokenLivesMs));
  const checkToken = rememberTokens(createAuthenticate(keys.find, logger));
  const authenticate = sessions ? refuseEnded(checkToken, sessions) : checkToken;

  const operations = rememberInvalid(
    await startOperations({
      supergraphSdl,
      sources: byName,
      introspection: config.introspection ?? true,
      logger,
    }),
  );
  const live = createLiveExecutor({ supergraphSdl, sources: byName, logger, mask });
  const executor =
    (config.fastPath ?? true)
      ? createPreparedExecutor({ graph: live.graph(), sources: byName, logger })
      : undefined;
  const prepared = executor && keeping ? keeping.over(executor) : executor;
  const rate = createRateLimit({ ...defaultRateLimits, ...config.rateLimits }, cache);
  const limits = createSenderLimits(config);
  const admit = createAdmitOperation({
    find: createFindDocument({
      trusted: config.trustedDocuments ?? (await trustedDocuments()),
      onlyTrusted: config.documents === 'trusted',
      kept: keptDocumentsIn(cache),
    }),
    read: createAdmission(limits.most),
    limits,
    costs: readCosts(supergraphSdl),
    rate,
    schema: live.schema,
  });

  const bodyLimit = config.bodyLimit ?? defaultBodyLimit;
  const bounds = { ...defaultLoad, ...config.load };
  const keepAliveMs = config.keepAliveMs ?? defaultKeepAliveMs;
  const load = createLoadShedding({ bounds, always: probePaths, corsOrigins, keepAliveMs });
  const tellError = createTellError({ bodyLimit, logger });
  const server = await createEntry({
    bodyLimit,
    corsOrigins,
    trustedProxies,
    keepAliveMs,
    arrivalMs: config.arrivalMs ?? defaultArrivalMs,
    load,
    tellError,
  });
  boundConnections(server.server, bounds.connections);
  const observe = createObserveRequest(logger);
  const tell = observeRequests(server, { observe, quiet: probePaths });
  const draining = attachDraining(server, { drainDelayMs: config.drainDelayMs, drainMs });
  const page = (config.graphiql ?? true) ? graphiqlPath : undefined;
  const answer = createAnswerGraphql({
    authenticate,
    admit,
    execute: overHttp(operations, prepared),
  });
  serveGraphql(server, { path, answer, rate, tell, page });
  const trusted = proxyAddress.compile([...trustedProxies]);
  const clientAddress = (socket: Socket, headers: IncomingHttpHeaders): string =>
    proxyAddress({ socket, headers } as never, trusted);
  if (config.fastPath ?? true) {
    const hasOrigins = corsOrigins.length > 0;
    const guarded = { path, draining, hasOrigins, bodyLimit, load, rate, clientAddress };
    attachPlain(
      server.server,
      path,
      createPlainServing({ ...guarded, keepAliveMs, answer, tellError, observe }),
    );
  }
  const readiness = createReadiness(sources, keys);
  const health = async () => healthWithout(cache, await readiness());
  serveProbes(server, { readiness: health, isLeaving: draining.isLeaving });
  if (page !== undefined) serveGraphiql(server);
  const sockets = attachWebSocket({
    server: server.server,
    path,
    executor: live,
    execute: overWebSocket(operations, prepared),
    authenticate,
    // As over HTTP: a point is spent before anything is read.
    admit: async (asked, sender, check) => {
      await rate.admitRequest(sender.clientAddress);
      return admit(asked, sender, check);
    },
    enter: load.admitOperation,
    admitSocket: load.admitSocket,
    charge: rate.admitRequest,
    mask,
    limits: {
      ...defaultSocketLimits,
      ...config.sockets,
      drainMs,
      allowedOrigins: corsOrigins.length > 0 ? corsOrigins : undefined,
    },
    logger,
    sessions,
    clientAddress: ({ socket, headers }) => clientAddress(socket, headers),
  });

  await server.ready();
  const listeners = await listenOn(server.server, config).catch(async (error: unknown) => {
    keys.stop();
    await operations.stop();
    throw error;
  });
  const { port } = listeners;
  logger.info({ port }, 'listening');

  const finishAnswers = async (): Promise<void> => {
    await draining.leave();
    const answered = draining.finish();
    await live.stop();
    await Promise.all([sockets.drain(), answered]);
  };
  const close = async (): Promise<void> => {
    keys.stop();
    listeners.close();
    server.server.closeAllConnections();
    await server.close();
  };
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
    port,
    stop: () =>
      (stopped ??= stopAll([
        { stop: finishAnswers },
        { stop: close },
        operations,
        rate,
        ...(sessions ? [sessions] : []),
        ...(keeping ? [keeping] : []),
        ...byName.values(),
      ])),
  };
}
