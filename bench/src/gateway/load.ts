import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { HttpMessages } from '../http-messages.ts';

/**
 * A process that asks one gateway as fast as answers come, each connection one request after the other,
 * on plain sockets with requests written ahead: what asks should cost nothing beside what answers.
 */
export type Order = {
  readonly url: string;
  readonly tokens: readonly string[];
  readonly query: string;
  readonly variables: readonly Readonly<Record<string, unknown>>[];
  readonly connections: number;
  /** It goes on for so long, and until so many were answered. */
  readonly atLeast: { readonly seconds: number; readonly requests: number };
};

export type Report = {
  readonly requests: number;
  readonly seconds: number;
  readonly latenciesMs: readonly number[];
  /** The body of the last answer to the first variables. */
  readonly sample: string;
};

process.on('message', (order: Order) => void load(order).then((report) => process.send?.(report)));
process.on('disconnect', () => process.exit());

async function load(order: Order): Promise<Report> {
  const latenciesMs: number[] = [];
  const begin = performance.now();
  const until = begin + order.atLeast.seconds * 1_000;
  const isEnough = (): boolean =>
    latenciesMs.length >= order.atLeast.requests && performance.now() >= until;
  const samples = await Promise.all(
    Array.from({ length: order.connections }, (_none, at) =>
      converse(order, at, isEnough, latenciesMs),
    ),
  );
  const seconds = (performance.now() - begin) / 1_000;
  return { requests: latenciesMs.length, seconds, latenciesMs, sample: samples[0]! };
}

async function converse(
  order: Order,
  connection: number,
  isEnough: () => boolean,
  latenciesMs: number[],
): Promise<string> {
  const { hostname, port } = new URL(order.url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  const requests = requestsOf(order, order.tokens[connection]);
  let sample = '';
  for (let nth = 0; !isEnough(); nth += 1) {
    const chosen = (connection + nth) % requests.length;
    const sentAt = performance.now();
    socket.write(requests[chosen]!);
    const body = await answerOn(socket);
    latenciesMs.push(performance.now() - sentAt);
    if (chosen === 0) sample = body.toString();
  }
  socket.destroy();
  return sample;
}

function requestsOf({ url, query, variables }: Order, token: string | undefined): Buffer[] {
  const { host, pathname } = new URL(url);
  return variables.map((each) => {
    const body = JSON.stringify({ query, variables: each });
    const head = [
      `POST ${pathname} HTTP/1.1`,
      `host: ${host}`,
      'content-type: application/json',
      'accept: application/json',
      ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}

/** Rejects for any status but 200: who refuses is fast without having done anything. */
function answerOn(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const messages = new HttpMessages();
    const hear = (piece: Buffer): void => {
      const [answer] = messages.read(piece);
      if (!answer) return;
      const { head, body } = answer;
      end(() => {
        if (head.startsWith('HTTP/1.1 200')) resolve(body);
        else reject(new Error(`${head}\n\n${body.toString()}`));
      });
    };
    const fail = (): void => end(() => reject(new Error('The gateway closed the connection.')));
    const end = (then: () => void): void => {
      socket.off('data', hear).off('close', fail);
      then();
    };
    socket.on('data', hear).on('close', fail);
  });
}
