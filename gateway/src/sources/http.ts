import {
  clientAddressHeader,
  signatureHeader,
  signRequest,
  viewerHeader,
} from '@outlay/identity/request-signature.ts';
import type { Health } from '@outlay/service-kit/health.ts';
import { longestAnswerBytes } from '@outlay/service-kit/operation-messages.ts';
import { Pool } from 'undici';
import { z } from 'zod';
import { exchange } from './exchange.ts';
import { anyReplica, connectionAgeMs } from './replicas.ts';
import { answerIn, bodyOf, maySendAgain, mostTries, noAnswer } from './sending.ts';
import type { SourceRequest, SourceResponse, SubgraphSource } from './source.ts';
import { createUpstream, type UpstreamOptions } from './upstream.ts';

const fixedHeaders = ['content-type', 'application/json', 'accept', 'application/json'];
const healthTimeoutMs = 2_000;
const connectTimeoutMs = 2_000;

const health = z.object({ ready: z.boolean(), problems: z.array(z.string()) });

/** Reaches a subgraph over HTTP, and its subscriptions over one WebSocket. Every request is signed. */
export function httpSource(options: UpstreamOptions): SubgraphSource {
  const { name, gatewaySecret } = options;
  // As many connections as are needed: how many that may be is decided by who bounds the operations.
  // An idle one is given up before the subgraph would close it, by what its Keep-Alive header says.
  const pool = new Pool(options.url, {
    connect: { timeout: connectTimeoutMs, lookup: anyReplica(options.lookup) },
    clientTtl: connectionAgeMs,
    maxResponseSize: longestAnswerBytes,
  });
  const upstream = createUpstream(options);
  let stopped: Promise<void> | undefined;

  async function post(request: SourceRequest, signal?: AbortSignal): Promise<SourceResponse> {
    const body = bodyOf(request);
    const { request: info } = request;
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
    return answerIn(status, text, request);
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
        throw noAnswer(options, error, request, signal);
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
