import { once } from 'node:events';
import { messageSigner } from '@outlay/identity/connection-signature.ts';
import { signatureHeader, signRequest, viewerHeader } from '@outlay/identity/request-signature.ts';
import { WebSocket } from 'ws';
import {
  type AnsweredOperation,
  leavingMessage,
  operationsPath,
  operationsProtocol,
  readAnswered,
} from '../src/operation-messages.ts';

export type Opening = {
  readonly secret: string;
  readonly subgraph?: string;
  readonly protocol?: string;
  /** In place of those that the gateway would send. */
  readonly headers?: Record<string, string>;
};

/** The headers by which the gateway asks for a connection. */
export function signedOpening(secret: string, subgraph = 'notes'): Record<string, string> {
  const signed = signRequest(secret, { subgraph, viewer: null, body: operationsPath });
  return { [signatureHeader]: signed.signature, [viewerHeader]: signed.viewer };
}

/** A connection for operations on which a test writes the messages itself. */
export async function openOperations(url: string, opening: Opening) {
  const { secret, subgraph = 'notes', protocol = operationsProtocol } = opening;
  const headers = opening.headers ?? signedOpening(secret, subgraph);
  const address = url.replace('http', 'ws') + operationsPath;
  const socket = new WebSocket(address, protocol, { headers });
  const heard: AnsweredOperation[] = [];
  let saidLeaving = false;
  const closed = once(socket, 'close');
  const challenged = Promise.withResolvers<string>();
  socket.once('message', (first) => {
    challenged.resolve(String(first));
    socket.on('message', (data) => {
      const text = String(data);
      if (text === leavingMessage) saidLeaving = true;
      else heard.push(...readAnswered(text));
    });
  });
  const challenge = await challenged.promise;
  const signature = headers[signatureHeader]!;
  return {
    socket,
    heard,
    saidLeaving: () => saidLeaving,
    sign: messageSigner(secret, { subgraph, signature, challenge }),
    /** The code and the reason of its end. */
    closed: closed.then(([code, reason]) => [code, String(reason)] as const),
    [Symbol.dispose]: () => socket.terminate(),
  };
}

/** The status that asking for a connection is answered with. */
export async function statusOf(url: string, headers: Record<string, string>, protocol: string) {
  const address = url.replace('http', 'ws') + operationsPath;
  const socket = new WebSocket(address, protocol, { headers });
  return new Promise<number>((resolve) => {
    socket.once('open', () => resolve(101));
    socket.once('error', ({ message }) => resolve(Number(/\d+$/.exec(message)?.[0])));
  }).finally(() => socket.terminate());
}
