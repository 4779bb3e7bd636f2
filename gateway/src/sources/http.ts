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
import { subgraphUnavailable } from './unanswered.ts';
import { createUpstream, type UpstreamOptions } from './upstream.ts';

const healthTimeoutMs = 2_000;
const connectTimeoutMs = 2_000;
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
  const pool = new Pool(options.url, {
    connect: { timeout: connectTimeoutMs },
    maxResponseSize: maxResponseBytes,
  });
  const upstream = createUpstream(options);
  let stopped: Promise<void> | undefined;

  async function post(request: SourceRequest, signal?: AbortSignal): Promise<SourceResponse> {
    const { query, operationName, variables, request: info } = request;
    const body = request.body?.() ?? JSON.stringify({ query, operationName, variables });
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
    return readAnswer(text);
  }

  return {
    name,
    execute: async (request, signal) => {
      try {
        return await post(request, signal).catch((error: unknown) => {
          if (!maySendAgain(error, request.query)) throw error;
          return post(request, signal);
        });
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
      try {
        const signal = AbortSignal.timeout(healthTimeoutMs);
        const response = await pool.request({ path: '/readyz', method: 'GET', signal });
        return health.parse(await response.body.json());
      } catch {
        return { ready: false, problems: ['unreachable'] };
      }
    },
    // Nobody waits for an answer by now, and a hung subgraph would be waited for in vain.
    stop: () => (stopped ??= upstream.stop().then(() => pool.destroy())),
  };
}

/**
 * A refused connection has carried nothing, so anything may be sent again; to another replica perhaps.
 * One that broke may have been a kept-alive one which the subgraph closed just as it was used again, but
 * nobody can tell: a mutation may have been carried out, so it is never sent twice.
 */
function maySendAgain(error: unknown, query: string): boolean {
  const { code } = error as { code?: unknown };
  if (code === 'ECONNREFUSED') return true;
  const broke = code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
  return broke && !/^\s*mutation\b/.test(query);
}
