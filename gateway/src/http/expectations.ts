import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { refusal } from '../guards/refusal.ts';

/**
 * Refuses what expects anything but `100-continue` (RFC 9110, 10.1.1) as any other request is refused: in its
 * turn, charged and told of. Node's server would answer it by itself, ahead of all that. To be attached after
 * what charges requests.
 */
export function refuseExpectations(server: FastifyInstance): void {
  const unmet = new WeakSet<IncomingMessage>();
  server.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    unmet.add(request);
    server.server.emit('request', request, response);
  });
  server.addHook('onRequest', async ({ raw }) => {
    if (!unmet.has(raw)) return;
    throw refusal(417, 'EXPECTATION_FAILED', 'Expect nothing but `100-continue`.');
  });
}
