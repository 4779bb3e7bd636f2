import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What becomes of requests on a way to a subgraph. */
export const troubles = ['well', 'slow', 'hung', 'blackholed', 'dead'] as const;
export type Trouble = (typeof troubles)[number];

/** A stretch of network that can be in trouble. */
export type Way = {
  readonly port: number;
  /** From now on, for connections that are there and new ones. */
  readonly be: (trouble: Trouble) => Promise<void>;
  readonly close: () => Promise<void>;
};

const slowMs = 500;

/**
 * A proxy in front of a port. Slow, it holds everything for half a second each way; hung, it reads requests and says
 * nothing; blackholed, it takes connections and reads nothing; dead, nobody listens.
 */
export async function openWay(target: number): Promise<Way> {
  let trouble: Trouble = 'well';
  const pairs = new Set<Socket>();

  function accept(near: Socket): void {
    const far = connect(target, '127.0.0.1').setNoDelay(true);
    if (trouble === 'blackholed') near.pause();
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      pairs.add(from);
      from.on('data', (bytes) => {
        if (trouble === 'hung' || trouble === 'blackholed') return;
        setTimeout(() => to.write(bytes), trouble === 'slow' ? slowMs : 0);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        pairs.delete(from);
        to.destroy();
      });
    }
  }

  const server = createServer({ noDelay: true }, accept).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stopListening = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of pairs) socket.destroy();
    await closed;
  };
  return {
    port,
    be: async (next) => {
      trouble = next;
      if (next === 'dead') return stopListening();
      if (!server.listening) {
        server.listen(port, '127.0.0.1');
        await once(server, 'listening');
      }
    },
    close: stopListening,
  };
}
