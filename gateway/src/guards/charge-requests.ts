import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { RateLimit, ToldCost } from './rate-limit.ts';

const charged = new WeakMap<FastifyRequest, ToldCost>();

/**
 * Charges what is sent to a path before its body is read, and says in every answer where its sender stands.
 * To be attached after what keeps the server's manners.
 */
export function chargeRequests(server: FastifyInstance, path: string, rate: RateLimit): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== path) return;
    const { headers, cost } = await rate.admitRequest(request.ip);
    reply.headers(headers);
    charged.set(request, cost);
  });
}

/** What a request that is refused for this reason has cost, or would; undefined where nothing is charged. */
export function costOfRefused(request: FastifyRequest, reason: unknown): ToldCost | undefined {
  const cost = reason instanceof GraphQLError ? reason.extensions['cost'] : undefined;
  return (cost as ToldCost | undefined) ?? charged.get(request);
}
