import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { RateLimit, Spent, ToldCost } from './rate-limit.ts';

const charged = new WeakMap<FastifyRequest, Spent>();

/** Charges what is sent to a path before its body is read. To be attached after what keeps the server's manners. */
export function chargeRequests(server: FastifyInstance, path: string, rate: RateLimit): void {
  server.addHook('onRequest', async (request) => {
    if (request.routeOptions.url === path) {
      charged.set(request, await rate.admitRequest(request.ip));
    }
  });
}

/** What the answer to a request says that is refused for a reason; nothing where nothing is charged. */
export function toldOfRefused(
  request: FastifyRequest,
  reason: unknown,
): { readonly cost?: ToldCost; readonly headers?: Record<string, string> } {
  const cost = reason instanceof GraphQLError ? reason.extensions['cost'] : undefined;
  // Without points left it has its own headers.
  if (cost !== undefined) return { cost: cost as ToldCost };
  const spent = charged.get(request);
  return spent ? { cost: spent.cost(), headers: spent.headers() } : {};
}
