import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RateLimit, Spent } from './rate-limit.ts';

const charged = new WeakMap<FastifyRequest, Spent>();

/** Charges what is sent to a path before its body is read. To be attached after what keeps the server's manners. */
export function chargeRequests(server: FastifyInstance, path: string, rate: RateLimit): void {
  server.addHook('onRequest', async (request) => {
    if (request.routeOptions.url === path) {
      charged.set(request, await rate.admitRequest(request.ip));
    }
  });
}

/** What a request was charged; undefined where nothing is charged. */
export function spentBy(request: FastifyRequest): Spent | undefined {
  return charged.get(request);
}
