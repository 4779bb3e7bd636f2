import type { LookupFunction } from 'node:net';
import { messageSigner } from '@outlay/identity/connection-signature.ts';
import { signatureHeader, signRequest, viewerHeader } from '@outlay/identity/request-signature.ts';
import {
  longestAnswerBytes,
  operationsPath,
  operationsProtocol,
} from '@outlay/service-kit/operation-messages.ts';
import { WebSocket } from 'ws';
import { Unread } from './sending.ts';

export type OpeningOptions = {
  readonly name: string;
  /** The subgraph's address without a path: `ws://ledger:4003`. */
  readonly url: string;
  readonly gatewaySecret: string;
  readonly lookup: LookupFunction;
  /** Once it is aborted nobody waits for the connection any more. */
  readonly stopping: AbortSignal;
};

/** Who answers at this address doesn't know what was asked for: a subgraph of an earlier version does not. */
export class NotSpoken extends Error {
  override readonly name = 'NotSpoken';

  constructor() {
    super('There are no connections for operations.');
  }
}

type Signed<Connection> = (socket: WebSocket, sign: (message: string) => string) => Connection;

const openingTimeoutMs = 5_000;
/** The answers that were given in the same turn, and the heads of all. */
const besideAnswerBytes = 1024 * 1024;

/**
 * Asks a subgraph for a WebSocket that carries operations. `opened` is called as soon as messages can be
 * signed, before the subgraph's next message is heard. Rejects with {@link Unread} when the subgraph stops, and
 * with {@link NotSpoken}.
 */
export function openFramed<Connection>(
  { name: subgraph, url, gatewaySecret, lookup, stopping }: OpeningOptions,
  opened: Signed<Connection>,
): Promise<Connection> {
  const { signature, viewer } = signRequest(gatewaySecret, {
    subgraph,
    viewer: null,
    body: operationsPath,
  });
  const socket = new WebSocket(url + operationsPath, operationsProtocol, {
    headers: { [signatureHeader]: signature, [viewerHeader]: viewer },
    lookup,
    maxPayload: longestAnswerBytes + besideAnswerBytes,
    perMessageDeflate: false,
    // Masks are there for pages that write what a proxy could take for HTTP; all of this is signed.
    generateMask: () => {},
  });
  return new Promise((resolve, reject) => {
    const give = (up: unknown): void => {
      end();
      reject(up);
      socket.terminate();
    };
    const late = setTimeout(() => give(new Error('did not open in time')), openingTimeoutMs);
    const stop = (): void => give(new Error('The gateway stops.'));
    stopping.addEventListener('abort', stop);
    const end = (): void => {
      clearTimeout(late);
      stopping.removeEventListener('abort', stop);
    };
    // Also after it has opened: then it is closed, which is all that there is to hear.
    socket.on('error', (error) => give(isBreak(error) ? new Unread() : error));
    socket.once('close', () => give(new Unread()));
    socket.once('unexpected-response', (_request, { statusCode }) => {
      give(refusalOf(statusCode));
    });
    socket.once('message', (challenge) => {
      end();
      const connection = { subgraph, signature, challenge: String(challenge) };
      resolve(opened(socket, messageSigner(gatewaySecret, connection)));
    });
  });
}

function refusalOf(status: number | undefined): Error {
  if (status === 503) return new Unread();
  if (status === 400 || status === 404 || status === 426) return new NotSpoken();
  return new Error(`answered ${status}`);
}

function isBreak(error: Error): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ECONNRESET' || code === 'EPIPE';
}
