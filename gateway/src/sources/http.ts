import {
  clientAddressHeader,
  signatureHeader,
  signRequest,
  viewerHeader,
} from '@outlay/identity/request-signature.ts';
import { shuttingDown } from '@outlay/service-kit/draining.ts';
import type { Health } from '@outlay/service-kit/health.ts';
import { Pool } from 'undici';
import { z } from 'zod';
import { exchange } from './exchange.ts';
import { anyReplica } from './replicas.ts';
import type { SourceRequest, SourceResponse, SubgraphSource } from './source.ts';
import { subgraphUnavailable } from './unanswered.ts';
import { createUpstream, type UpstreamOptions } from './upstream.ts';

const fixedHeaders = ['content-type', 'application/json', 'accept', 'application/json'];
const healthTimeoutMs = 2_000;
const connectTimeoutMs = 2_000;
/** No connection is used for longer, so that replicas that were added get their share of the requests. */
const connectionAgeMs = 60_000;
/** As replicas are restarted one by one, the next one is not stopping too. */
const mostTries = 3;
const maxResponseBytes = 32 * 1024 * 1024;

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string() }).loose()).optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
});
const health = z.object({ ready: z.boolean(), problems: z.array(z.string()) });

/** Throws for what is no answer of GraphQL. */
function readAnswer(text: string): SourceResponse {
  const value: unknown = JSON.parse(text);
  // Almost every answer is data and nothing else.
  if (isNothingButData(value)) return { data: value.data, json: text };
  return answer.parse(value) as SourceResponse;
}

function isNothingButData(value: unknown): value is { data: Record<string, unknown> } {
  if (typeof value !== 'object' || value === null) return false;
  const [key, ...others] = Object.keys(value);
  if (key !== 'data' || others.length > 0) return false;
  const { data } = value as { data: unknown };
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** Reaches a subgraph over HTTP, and its subscriptions over one WebSocket. Every request is signed. */
export function httpSource(options: UpstreamOptions): SubgraphSource {
  const { name, gatewaySecret, logger } = options;
  // As many connections as are needed: how many that may be is decided by who bounds the operations.
  // An idle one is given up before the subgraph would close it, by what its Keep-Alive header says.
  const pool = new Pool(options.url, {
    connect: { timeout: connectTimeoutMs, lookup: anyReplica(options.lookup) },
    clientTtl: connectionAgeMs,
    maxResponseSize: maxResponseBytes,
  });
  const upstream = createUpstream(options);
  let stopped: Promise<void> | undefined;

  async function post(request: SourceRequest, signal?: AbortSignal): Promise<SourceResponse> {
    const { query, operationName, variables, request: info } = request;
    const body = request.body?.() ?? JSON.stringify({ query, operationName, variables });
    const { viewer, clientAddress } = info;
    const signed = signRequest(gatewaySecret, { subgraph: name, viewer, clientAddress, body });
    const headers = [
      ...fixedHeaders,
      signatureHeader,
      signed.signature,
      viewerHeader,
      signed.viewer,
    ];
    headers.push('x-request-id', info.requestId);
    if (info.traceparent) headers.push('traceparent', info.traceparent);
    if (signed.clientAddress) headers.push(clientAddressHeader, signed.clientAddress);
    const { status, text } = await exchange(pool, { path: '/graphql', headers, body }, signal);
    if (status === 503 && text.includes(shuttingDown)) throw new Stopping();
    if (status !== 200) throw new Error(`answered ${status}`);
    return readAnswer(text);
  }

  async function send(request: SourceRequest, signal?: AbortSignal): Promise<SourceResponse> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await post(request, signal);
      } catch (error) {
        if (tries === mostTries || !maySendAgain(error, request.query)) throw error;
      }
    }
  }

  return {
    name,
    execute: async (request, signal) => {
      try {
        return await send(request, signal);
      } catch (error) {
        const { requestId } = request.request;
        if (!signal?.aborted) {
          logger.warn({ subgraph: name, requestId, err: error }, 'a subgraph gave no answer');
        }
        throw subgraphUnavailable(name);
      }
    },
    subscribe: upstream.subscribe,
    health: async (): Promise<Health> => {
      const signal = AbortSignal.timeout(healthTimeoutMs);
      const response = await pool.request({ path: '/readyz', method: 'GET', signal });
      return health.parse(await response.body.json());
    },
    // Nobody waits for an answer by now, and a hung subgraph would be waited for in vain.
    stop: () => (stopped ??= upstream.stop().then(() => pool.destroy())),
  };
}

/** The subgraph refused a request unread, for it is being stopped. */
class Stopping extends Error {
  override readonly name = 'Stopping';
}

/**
 * A connection that was refused has carried nothing, and a subgraph that stops reads nothing, so anything
 * may be sent again; another replica gets it. A connection that broke may have been a kept one that was
 * closed just as it was used again, but nobody can tell: a mutation may have been carried out, so it is
 * never sent twice.
 */
function maySendAgain(error: unknown, query: string): boolean {
  const { code } = error as { code?: unknown };
  if (code === 'ECONNREFUSED' || error instanceof Stopping) return true;
  const broke = code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
  return broke && !/^\s*mutation\b/.test(query);
}
