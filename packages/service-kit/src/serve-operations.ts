import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { messageVerifier, newChallenge } from '@outlay/identity/connection-signature.ts';
import {
  type RequestVerifier,
  signatureHeader,
  viewerHeader,
} from '@outlay/identity/request-signature.ts';
import { WebSocketServer } from 'ws';
import { type AnswerOperation, refusalOf } from './answer-operation.ts';
import { InHand } from './in-hand.ts';
import type { Logger } from './logger.ts';
import { httpRequests } from './metrics.ts';
import { longestMessageBytes, operationsPath, operationsProtocol } from './operation-messages.ts';
import { OperationsConnection } from './operations-connection.ts';

export type OperationsServer = {
  /** Takes a connection that asks to be a WebSocket of {@link operationsPath}. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Says on every connection that others should be asked, and goes on answering. */
  readonly leave: () => void;
  /** Refuses what is new, answers what is in hand while there is time, and closes the connections. */
  readonly stop: (drainMs: number) => Promise<void>;
};

/** The gateway gives a sign of life on each of its connections many times as often. */
const silenceMs = 30_000;
/** How long the other end may take to close its sockets when we stop. */
const closingMs = 2_000;

/**
 * Answers queries and mutations on WebSockets that the gateway opens and keeps, many on each: for a small
 * operation, HTTP is more work than the operation. Drained as HTTP is (draining.ts).
 */
export function serveOperations({
  subgraph,
  gatewaySecret,
  verifier,
  answer,
  logger,
}: {
  readonly subgraph: string;
  readonly gatewaySecret: string;
  readonly verifier: RequestVerifier;
  readonly answer: AnswerOperation;
  readonly logger: Logger;
}): OperationsServer {
  let phase: 'serving' | 'leaving' | 'finishing' = 'serving';
  const inHand = new InHand();
  const connections = new Map<OperationsConnection, { terminate: () => void }>();
  let allClosed: (() => void) | undefined;
  const answered = (status: number): void =>
    httpRequests.inc({ piece: subgraph, route: operationsPath, status });
  const ground = { answer, inHand, isFinishing: () => phase === 'finishing', answered, logger };

  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: longestMessageBytes,
    verifyClient: ({ req }: { req: IncomingMessage }, decide: Decide) => void admit(req, decide),
  });

  async function admit(request: IncomingMessage, decide: Decide): Promise<void> {
    const status = await admissionOf(request);
    if (status !== 101) answered(status);
    decide(status === 101, status);
  }

  async function admissionOf({ headers }: IncomingMessage): Promise<number> {
    if (headers['sec-websocket-protocol'] !== operationsProtocol) return 400;
    const signature = headers[signatureHeader]?.toString();
    const viewer = headers[viewerHeader]?.toString();
    try {
      await verifier.verify({ signature, viewer }, operationsPath);
    } catch (error) {
      return refusalOf(error, logger).status;
    }
    return phase === 'finishing' ? 503 : 101;
  }

  sockets.on('connection', (socket, { headers }) => {
    const challenge = newChallenge();
    const signature = headers[signatureHeader]!.toString();
    const verify = messageVerifier(gatewaySecret, { subgraph, signature, challenge });
    const connection = new OperationsConnection(socket, verify, ground);
    connections.set(connection, socket);
    // It is closed then, which is all there is to do.
    socket.on('error', () => {});
    socket.on('close', () => {
      connections.delete(connection);
      if (connections.size === 0) allClosed?.();
    });
    socket.send(challenge);
    if (phase === 'leaving') connection.sayLeaving();
  });

  const listening = setInterval(() => {
    for (const connection of connections.keys()) connection.expectSign();
  }, silenceMs).unref();

  return {
    upgrade: (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (opened) => {
        sockets.emit('connection', opened, request);
      });
    },
    leave: () => {
      phase = 'leaving';
      for (const connection of connections.keys()) connection.sayLeaving();
    },
    stop: async (drainMs) => {
      phase = 'finishing';
      await inHand.finished(drainMs);
      clearInterval(listening);
      if (connections.size === 0) return;
      const closed = new Promise<void>((resolve) => (allClosed = resolve));
      const late = setTimeout(() => {
        for (const socket of connections.values()) socket.terminate();
      }, closingMs);
      for (const connection of Array.from(connections.keys())) connection.close();
      await closed;
      clearTimeout(late);
    },
  };
}

type Decide = (isTaken: boolean, status?: number) => void;
