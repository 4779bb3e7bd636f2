import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EndedSessions } from '@outlay/cache/ended-sessions.ts';
import type { GraphQLError } from 'graphql';
import { CloseCode, handleProtocols } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { openSockets } from '../metrics.ts';
import type { PromiseOrValue } from '../promise-or-value.ts';
import { givenTraceparent } from '../request.ts';
import { closeEnded } from './close-ended.ts';
import { type Connection, createConnection } from './connection.ts';
import {
  malformed,
  nothingAt,
  otherOrigin,
  overloaded,
  type Refusal,
  refuseHandshake,
  stopping,
  unpaid,
} from './handshake.ts';
import type { SocketLimits } from './limits.ts';
import { createProtocol, type ProtocolOptions } from './protocol.ts';

export type WebSocketOptions = ProtocolOptions & {
  /** An HTTP server of ours; nothing else on it may take upgrades. */
  readonly server: Server;
  /** `/graphql`; other paths are refused. */
  readonly path: string;
  readonly limits: SocketLimits & {
    /** Pages that may connect; left out, all may. What is no browser names no origin and may. */
    readonly allowedOrigins?: readonly string[] | undefined;
    /** How long `drain` waits for queries and mutations in hand. */
    readonly drainMs?: number | undefined;
  };
  readonly logger: Logger;
  /** Sessions that end, whose sockets are then closed. */
  readonly sessions?: EndedSessions | undefined;
  /** Whether one more socket may be opened beside so many; by default any may. */
  readonly admitSocket?: (open: number) => boolean;
  /** Charges a client address for a socket; rejects with a refusal (429) once it has no points left. */
  readonly charge?: (clientAddress: string | undefined) => PromiseOrValue<unknown>;
  /** Where the client is, for the attempt counters of subgraphs; by default the peer of the socket. */
  readonly clientAddress?: (request: IncomingMessage) => string | undefined;
};

export type AttachedWebSocket = {
  /**
   * Takes no more sockets and operations, lets queries and mutations finish, then closes every socket
   * with 1001. Subscriptions end with their socket.
   */
  readonly drain: () => Promise<void>;
  /** How many sockets are open. */
  readonly sockets: () => number;
};

/** How long a client may take to agree to a close before its socket is cut. */
const closingMs = 1_000;

/** Serves the whole graph over graphql-transport-ws. */
export function attachWebSocket(options: WebSocketOptions): AttachedWebSocket {
  const { server, path, limits, logger } = options;
  const addressOf =
    options.clientAddress ?? ((request: IncomingMessage) => request.socket.remoteAddress);
  const connections = new Set<Connection>();
  /** Those of them that have not said yet who they are for, the longest waiting first. */
  const waiting = new Set<Connection>();
  const protocol = createProtocol(options, connections);
  const rules = {
    noServer: true,
    clientTracking: false,
    maxPayload: limits.maxMessageBytes,
    // Its types don't have it yet.
    closeTimeout: closingMs,
    perMessageDeflate: false,
    handleProtocols,
  };
  const upgrades = new WebSocketServer(rules);
  const unwatch = options.sessions && closeEnded(connections, options.sessions);
  let draining = false;

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const cut = (): void => void stream.destroy();
    stream.on('error', cut);
    const refused = refusalOf(request) ?? (await charge(request)) ?? refusalOf(request);
    if (refused) return refuseHandshake(request, stream, refused);
    stream.off('error', cut);
    upgrades.handleUpgrade(request, stream, head, (socket) => {
      const connection = createConnection({
        socket,
        keepAliveMs: limits.keepAliveMs,
        flow: limits,
        clientAddress: addressOf(request),
        onKnown: () => waiting.delete(connection),
        traceparent: givenTraceparent(request.headers),
        logger,
      });
      connections.add(connection);
      waiting.add(connection);
      letNobodyPile();
      openSockets.inc();
      connection.serve(protocol, () => {
        connections.delete(connection);
        waiting.delete(connection);
        openSockets.dec();
      });
    });
  }

  /** Who means it says at once who it is for; so what waits longest is what takes others' places. */
  function letNobodyPile(): void {
    for (const connection of waiting) {
      if (waiting.size <= limits.maxWaiting) return;
      waiting.delete(connection);
      connection.close(CloseCode.ConnectionInitialisationTimeout, 'Too many are waiting.');
    }
  }

  function refusalOf(request: IncomingMessage): Refusal | null {
    if (draining) return stopping;
    if (pathOf(request) !== path) return nothingAt(path);
    const { origin } = request.headers;
    const allowed = limits.allowedOrigins;
    if (origin && allowed && !allowed.includes(origin)) return otherOrigin;
    return (options.admitSocket?.(connections.size) ?? true) ? null : overloaded;
  }

  /** Opening a socket is as much work as a small query. */
  async function charge(request: IncomingMessage): Promise<Refusal | null> {
    try {
      await options.charge?.(addressOf(request));
      return null;
    } catch (error) {
      return unpaid(error as GraphQLError);
    }
  }

  upgrades.on('wsClientError', (error, stream, request) =>
    refuseHandshake(request, stream, malformed(error)),
  );
  // For good: what comes after the drain is refused here, as long as there is a server.
  server.on('upgrade', (...upgraded) => void upgrade(...upgraded));
  return {
    sockets: () => connections.size,
    async drain() {
      draining = true;
      protocol.stopTaking();
      await Promise.race([protocol.idle(), sleep(limits.drainMs ?? 5_000, null, { ref: false })]);
      await Promise.all([...connections].map((each) => each.end(closingMs)));
      unwatch?.();
    },
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0]!;
}
