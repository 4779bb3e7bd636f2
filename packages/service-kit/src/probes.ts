import type { FastifyInstance } from 'fastify';
import type { Health } from './health.ts';

/** Where an orchestrator asks how a piece is. `/healthz` is the old name of `/livez`. */
export const probePaths: ReadonlySet<string> = new Set([
  '/livez',
  '/healthz',
  '/readyz',
  '/startupz',
]);

/**
 * Answers probes. Each means something that its asker can act on:
 *
 * - `/startupz`: it has started. It doesn't listen before.
 * - `/livez`: its event loop turns, or nobody would answer. Nothing else would be helped by a restart, least
 *   of all a database that is away.
 * - `/readyz`: whether to send it requests: 200, or 503 with the problems. Not while it stops.
 */
export function serveProbes(
  server: FastifyInstance,
  { readiness, isLeaving }: { readiness: () => Promise<Health>; isLeaving: () => boolean },
): void {
  server.get('/startupz', async () => ({ started: true }));
  for (const path of ['/livez', '/healthz']) server.get(path, async () => ({ alive: true }));
  server.get('/readyz', async (_request, reply) => {
    const stopping: Health = { ready: false, problems: ['stopping'] };
    const health = isLeaving() ? stopping : await readiness();
    return reply.code(health.ready ? 200 : 503).send(health);
  });
}
