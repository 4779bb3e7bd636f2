import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { shedTotal } from '../metrics.ts';

/**
 * Ends connections beyond so many as soon as they are made, WebSockets counted: each takes memory and a file
 * from the process for as long as its client likes, and without a file for the next one nobody is served.
 */
export function boundConnections(server: Server, most: number): void {
  const refused = shedTotal.labels('connections');
  let open = 0;
  server.prependListener('connection', (socket: Socket) => {
    if (open >= most) {
      refused.inc();
      socket.destroy();
      return;
    }
    open += 1;
    socket.once('close', () => (open -= 1));
  });
}
