import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { refusal } from './guards/refusal.ts';

/** Lets a server stop without breaking off an answer. */
export type Drain = {
  readonly draining: () => boolean;
  /**
   * Says that it is not ready but serves everything for so long: balancers stop sending meanwhile, and
   * connections that are idle run out at the client's side.
   */
  readonly leave: (delayMs: number) => Promise<void>;
  /**
   * From now on requests are refused with 503; resolves when those in hand are answered, or after
   * `deadlineMs` at the latest.
   */
  readonly drain: (deadlineMs: number) => Promise<void>;
};

/** Paths that are answered to the end, since they tell how the stopping goes. */
export const probes: ReadonlySet<string> = new Set(['/startupz', '/livez', '/healthz', '/readyz']);

/** Counts the requests in hand. To be attached before the routes. */
export function attachDrain(server: FastifyInstance): Drain {
  let inHand = 0;
  let emptied: (() => void) | undefined;
  let leaving = false;

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
    if (leaving) reply.header('connection', 'close');
  });

  return {
    draining: () => leaving,
    leave: async (delayMs) => {
      leaving = true;
      if (delayMs > 0) await sleep(delayMs);
    },
    drain: (deadlineMs) =>
      new Promise((resolve) => {
        leaving = true;
        const late = setTimeout(resolve, deadlineMs);
        emptied = () => {
          clearTimeout(late);
          resolve();
        };
        if (inHand === 0) emptied();
      }),
  };
}
