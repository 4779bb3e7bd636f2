import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Opens a port and closes it again, before anything is started that would have to be stopped: what keeps
 * it from being opened is thrown, EADDRINUSE where another program has it.
 */
export async function checkPortFree(port: number, host: string): Promise<void> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}
