import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type LossyProxy = AsyncDisposable & {
  readonly port: number;
  /** Where what comes is sent on to. */
  readonly forwardTo: (port: number) => void;
  /** From now on, so many answers to appends get lost: the broker did it, and nobody hears. */
  readonly loseAnswers: (count: number, how: 'cut' | 'silence') => void;
  readonly lost: () => number;
};

/** The key of Produce in every request's header: https://kafka.apache.org/protocol#protocol_api_keys */
const produce = 0;

/** A connection between clients and a broker that can lose answers to appends. */
export async function startLossyProxy(): Promise<LossyProxy> {
  let target = 0;
  let toLose = 0;
  let lost = 0;
  let mode: 'cut' | 'silence' = 'cut';
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const broker = connect(target, '127.0.0.1');
    const appends = new Set<number>();
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    onFrames(client, (frame) => {
      if (frame.readInt16BE(4) === produce) appends.add(frame.readInt32BE(8));
      broker.write(frame);
    });
    onFrames(broker, (frame) => {
      if (toLose > 0 && appends.delete(frame.readInt32BE(4))) {
        toLose -= 1;
        lost += 1;
        if (mode === 'cut') client.destroy();
        return;
      }
      client.write(frame);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    forwardTo: (port) => (target = port),
    loseAnswers(count, how) {
      [toLose, mode] = [count, how];
    },
    lost: () => lost,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Requests and answers alike begin with their length (4 bytes). */
function onFrames(socket: Socket, handle: (frame: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0);
      handle(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  });
}
