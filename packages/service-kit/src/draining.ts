import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { InHand } from './in-hand.ts';
import { probePaths } from './probes.ts';

/** How long the phases of stopping take. */
export type DrainTimes = {
  /** How long everything is still served while whoever sends requests finds out that it shouldn't. */
  readonly drainDelayMs?: number | undefined;
  /** How long answers in hand may take after that. */
  readonly drainMs?: number | undefined;
};

/** The code of what is refused because the server stops: nothing of it was read, so it may be sent again. */
export const shuttingDown = 'SHUTTING_DOWN';
export const stoppingError = {
  message: 'This server is stopping. Send the request again; another one answers it.',
  extensions: { code: shuttingDown },
};

/**
 * Lets a server stop without a request that fails, in two phases.
 *
 * - Leaving: it says that it is not ready, so balancers stop sending, and serves everything. Each answer
 *   ends its connection, and those that are idle run out at the client's side, if this takes longer than
 *   they are kept.
 * - Finishing: what is new is refused with 503 and what is in hand is answered.
 */
export type Draining = {
  readonly isLeaving: () => boolean;
  /** For what is answered without the HTTP server knowing of it. */
  readonly inHand: Pick<InHand, 'enter' | 'leave'>;
  /** Begins to leave; resolves when it is time to finish. */
  readonly leave: () => Promise<void>;
  /** Begins to finish; resolves when everything in hand is answered, or its time is up. */
  readonly finish: () => Promise<void>;
};

export const defaultDrainMs = 10_000;

/** To be attached before the routes. */
export function attachDraining(
  server: FastifyInstance,
  { drainDelayMs = 0, drainMs = defaultDrainMs }: DrainTimes,
): Draining {
  let phase: 'serving' | 'leaving' | 'finishing' = 'serving';
  const inHand = new InHand();
  /** Who came after it was too late. A request may have to wait for its turn between here and the hooks. */
  const late = new WeakSet<IncomingMessage>();

  // Ahead of fastify, which doesn't know of requests that wait.
  server.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    inHand.enter();
    if (phase === 'finishing') late.add(request);
    if (phase !== 'serving') response.setHeader('connection', 'close');
    // It comes for every response, whether it was sent or its client went away.
    response.once('close', () => inHand.leave());
  });
  server.addHook('onRequest', async (request, reply) => {
    if (!late.has(request.raw) || probePaths.has(request.url)) return undefined;
    await reply
      .code(503)
      .header('retry-after', '1')
      .send({ errors: [stoppingError] });
  });
  // Requests from before are answered now; the next one on their connections would come too late.
  server.addHook('onSend', async (_request, reply) => {
    if (phase !== 'serving') reply.header('connection', 'close');
  });

  return {
    isLeaving: () => phase !== 'serving',
    inHand,
    leave: async () => {
      phase = 'leaving';
      if (drainDelayMs > 0) await sleep(drainDelayMs, undefined, { ref: false });
    },
    finish: async () => {
      phase = 'finishing';
      await inHand.finished(drainMs);
    },
  };
}
