import {
  clientAddressHeader,
  signatureHeader,
  signRequest,
  viewerHeader,
} from '@outlay/identity/request-signature.ts';
import type { Health } from '@outlay/service-kit/health.ts';
import { Pool } from 'undici';
import { z } from 'zod';
import type { SourceRequest, SourceResponse, SubgraphSource } from './source.ts';
import { defaultTimeoutMs, subgraphTimeout, subgraphUnavailable } from './unanswered.ts';
import { createUpstream, type UpstreamOptions } from './upstream.ts';

export type HttpSourceOptions = UpstreamOptions & {
  /** How long a query or mutation may take, waiting for a free connection included. */
  readonly timeoutMs?: number;
};

const healthTimeoutMs = 2_000;
const connectTimeoutMs = 2_000;
/** Requests beyond this wait for a connection, within their time. */
const connections = 64;
const maxResponseBytes = 32 * 1024 * 1024;

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string() }).loose()).optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
});
const health = z.object({ ready: z.boolean(), problems: z.array(z.string()) });

/** Reaches a subgraph over HTTP, and its subscriptions over one WebSocket. Every request is signed. */
export function httpSource(options: HttpSourceOptions): SubgraphSource {
  const { name, gatewaySecret, timeoutMs = defaultTimeoutMs, logger } = options;
  const pool = new Pool(options.url, {
    connections,
    connect: { timeout: connectTimeoutMs },
    maxResponseSize: maxResponseBytes,
  });
  const upstream = createUpstream(options);
  let stopped: Promise<void> | undefined;

  async function post(request: SourceRequest, signal: AbortSignal): Promise<SourceResponse> {
    const { query, operationName, variables, request: info } = request;
    const body = JSON.stringify({ query, operationName, variables });
    const { viewer, clientAddress } = info;
    const signed = signRequest(gatewaySecret, { subgraph: name, viewer, clientAddress, body });
    const response = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        [signatureHeader]: signed.signature,
        [viewerHeader]: signed.viewer,
        'x-request-id': info.requestId,
        ...(info.traceparent && { traceparent: info.traceparent }),
        ...(signed.clientAddress && { [clientAddressHeader]: signed.clientAddress }),
      },
      body,
      signal,
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
    return answer.parse(JSON.parse(text)) as SourceResponse;
  }

  return {
    name,
    execute: async (request) => {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        return await post(request, signal).catch((error: unknown) => {
          if (!closedWhileIdle(error) || isMutation(request.query)) throw error;
          return post(request, signal);
        });
      } catch (error) {
        const late = signal.aborted;
        logger.warn(
          { subgraph: name, requestId: request.request.requestId, late, err: error },
          late ? 'a subgraph took too long' : 'a subgraph gave no answer',
        );
        throw late ? subgraphTimeout(name) : subgraphUnavailable(name);
      }
    },
    subscribe: upstream.subscribe,
    health: async (): Promise<Health> => {
      try {
        const signal = AbortSignal.timeout(healthTimeoutMs);
        const response = await pool.request({ path: '/readyz', method: 'GET', signal });
        return health.parse(await response.body.json());
      } catch {
        return { ready: false, problems: ['unreachable'] };
      }
    },
    stop: () => (stopped ??= upstream.stop().then(() => pool.close())),
  };
}

/** A kept-alive connection that the subgraph closed just as it was used again, before any answer. */
function closedWhileIdle(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

/** A mutation may have been carried out before its connection broke, so it is never sent twice. */
function isMutation(query: string): boolean {
  return /^\s*mutation\b/.test(query);
}
