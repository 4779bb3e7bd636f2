import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export type LatePort = AsyncDisposable & {
  /** The URL, by a port that refuses connections until it is opened. */
  readonly url: string;
  /** From now on what comes is passed on to where the URL had it. */
  readonly open: () => Promise<void>;
};

/** A way to a server that seems to be away at first: `url` is `target` by another port of this machine. */
export async function latePort(target: string): Promise<LatePort> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const passOn = (client: Socket): void => {
    const server = connect(Number(port), hostname);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => sockets.delete(one));
    }
  };
  const listen = async (at: number): Promise<Server> => {
    const listening = createServer(passOn).listen(at, '127.0.0.1');
    await once(listening, 'listening');
    return listening;
  };
  const close = async (listening: Server): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    listening.close();
    await once(listening, 'close');
  };

  // Only the system knows which port is free.
  const found = await listen(0);
  const free = (found.address() as AddressInfo).port;
  await close(found);
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = `${free}`;
  let opened: Server | undefined;
  return {
    url: url.href,
    async open() {
      opened = await listen(free);
    },
    async [Symbol.asyncDispose]() {
      if (opened) await close(opened);
    },
  };
}
