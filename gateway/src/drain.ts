import type { FastifyInstance } from 'fastify';
import { refusal } from './guards/refusal.ts';

/** Lets a server stop without breaking off an answer. */
export type Drain = {
  readonly draining: () => boolean;
  /**
   * From now on requests are refused with 503; resolves when those in hand are answered, or after
   * `deadlineMs` at the latest.
   */
  readonly drain: (deadlineMs: number) => Promise<void>;
};

/** Paths that are answered to the end, since they tell how the stopping goes. */
export const probes: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** Counts the requests in hand. To be attached before the routes. */
export function attachDrain(server: FastifyInstance): Drain {
  let inHand = 0;
  let emptied: (() => void) | undefined;

  server.addHook('onRequest', async (request, reply) => {
    if (emptied && !probes.has(request.url)) {
      const message = 'This gateway is stopping. Send the request again; another one answers it.';
      throw refusal(503, 'SHUTTING_DOWN', message, { headers: { 'retry-after': '1' } });
    }
    inHand += 1;
    // `close` comes for every response, whether it was sent or its client went away.
    reply.raw.once('close', () => {
      inHand -= 1;
      if (inHand === 0) emptied?.();
    });
  });
  server.addHook('onSend', async (_request, reply) => {
    // A client would otherwise send its next request on the same connection, to be refused.
    if (emptied) reply.header('connection', 'close');
  });

  return {
    draining: () => emptied !== undefined,
    drain: (deadlineMs) =>
      new Promise((resolve) => {
        const late = setTimeout(resolve, deadlineMs);
        emptied = () => {
          clearTimeout(late);
          resolve();
        };
        if (inHand === 0) emptied();
      }),
  };
}
