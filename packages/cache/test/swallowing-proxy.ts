import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A TCP proxy that can turn into a network that swallows everything. Connections stay, and what was
 * connected before or meanwhile never comes to life again, as behind a firewall that forgot them.
 */
export async function swallowingProxy(
  target: string,
): Promise<AsyncDisposable & { readonly url: string; readonly swallow: (on: boolean) => void }> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let swallowing = false;
  /** Counts the times it began and ended. */
  let age = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const bornAt = age;
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (data) => {
        if (bornAt === age && !swallowing) to.write(data);
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    swallow: (on) => {
      swallowing = on;
      age += 1;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
