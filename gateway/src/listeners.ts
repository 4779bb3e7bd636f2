import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Listeners on one address that hand their connections to one HTTP server. */
export type Listeners = {
  readonly port: number;
  /** Takes no more connections; those that are there stay. */
  readonly close: () => void;
};

/**
 * Node takes one new connection per listener in each turn of its event loop (libuv, since 1.45). Under full
 * load a turn takes tens of milliseconds, so with one listener newcomers would wait for seconds, if only to
 * be refused. The kernel spreads connections over listeners that share a port.
 */
const perTurn = 16;
/** Connections that the kernel keeps until they are taken; one beyond that waits a second to try again. */
const backlog = 4_096;

/** Has an HTTP server listen, on many listeners where ports can be shared. Rejects as `listen` does. */
export async function listenOn(
  server: HttpServer,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listeners> {
  // Two gateways that share a port would each get some of the requests, and neither would notice.
  const probe = createServer();
  await listen(probe, { host, port });
  const { port: free } = probe.address() as AddressInfo;
  await close(probe);

  const shared = { host, port: free, reusePort: true };
  // The server itself is one of them: only then does Node keep its connections' time.
  await listen(server, shared).catch(() => listen(server, { host, port: free }));
  const others = await Promise.all(
    Array.from({ length: perTurn - 1 }, async () => {
      const other = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
        server.emit('connection', socket);
      });
      return listen(other, shared).then(
        () => other,
        () => undefined,
      );
    }),
  );
  return {
    port: free,
    close: () => {
      for (const each of [server, ...others]) each?.close();
    },
  };
}

type Address = { readonly host: string; readonly port: number; readonly reusePort?: boolean };

async function listen(server: Server | HttpServer, address: Address): Promise<void> {
  server.listen({ backlog, ...address });
  await once(server, 'listening');
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}
