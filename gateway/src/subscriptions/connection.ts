import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { longestTimerMs } from '@outlay/service-kit/settings.ts';
import type { ExecutionResult } from 'graphql';
import { CloseCode, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { openSubscriptions } from '../metrics.ts';
import { createFlow, type FlowLimits } from './flow.ts';

/** One client's socket, whatever is said on it. */
export type Connection = {
  readonly clientAddress: string | undefined;
  readonly traceparent: string | undefined;
  readonly viewer: () => Viewer | null;
  /** From here on the socket is the viewer's, until the viewer's token expires. */
  readonly belongTo: (viewer: Viewer) => void;
  readonly isOpen: () => boolean;
  /** Closes with a code of graphql-transport-ws and a reason for people. */
  readonly close: (code: number, reason: string) => void;
  /** Hands the stream to the protocol; whatever becomes of the protocol, it is let go of with the socket. */
  readonly track: (
    stream: AsyncIterableIterator<ExecutionResult>,
  ) => AsyncIterableIterator<ExecutionResult>;
  /** Counts an operation as under way until the answer is called. */
  readonly hold: () => () => void;
  /** How many operations are under way, streams included. */
  readonly underWay: () => number;
  readonly serve: (protocol: Pick<Server<Connection>, 'opened'>, onClosed: () => void) => void;
  /** Closes, waits at most so long for the client to agree, then cuts. */
  readonly end: (waitMs: number) => Promise<void>;
};

/** RFC 6455, 5.5: a control frame holds 125 bytes, of which the code takes two. */
const longestReasonBytes = 123;

export function createConnection(options: {
  readonly socket: WebSocket;
  readonly keepAliveMs: number;
  readonly flow: FlowLimits;
  /** Called once it is known whose the socket is. */
  readonly onKnown: () => void;
  readonly clientAddress: string | undefined;
  readonly traceparent: string | undefined;
  readonly logger: Logger;
}): Connection {
  const { socket, keepAliveMs, logger } = options;
  const streams = new Set<AsyncIterableIterator<ExecutionResult>>();
  const held = new Set<symbol>();
  let viewer: Viewer | null = null;
  let expiry: NodeJS.Timeout | undefined;
  /** What a pong has to hold; null when none is waited for. */
  let awaited: Buffer | null = null;

  function close(code: number, reason: string): void {
    const short = Buffer.byteLength(reason) <= longestReasonBytes ? reason : '';
    socket.close(code, short);
  }

  /** A client that is gone without a word (a laptop shut, a network left) never closes its socket. */
  function keepAlive(): void {
    if (socket.readyState !== socket.OPEN) return;
    if (awaited) return socket.terminate();
    // Whoever reads nothing can't know it: a pong that nobody asked for shows no life.
    awaited = randomBytes(4);
    socket.ping(awaited);
  }

  const flow = createFlow(socket, options.flow, close);

  function watchExpiry(expiresAt: number): void {
    const leftMs = expiresAt * 1000 - Date.now();
    if (leftMs <= 0) return close(CloseCode.Forbidden, 'The access token has expired.');
    expiry = setTimeout(() => watchExpiry(expiresAt), Math.min(leftMs, longestTimerMs));
  }

  function forget(stream: AsyncIterableIterator<ExecutionResult>): void {
    if (streams.delete(stream)) openSubscriptions.dec();
  }

  const connection: Connection = {
    clientAddress: options.clientAddress,
    traceparent: options.traceparent,
    viewer: () => viewer,
    belongTo(who) {
      viewer = who;
      options.onKnown();
      if (connection.isOpen()) watchExpiry(who.expiresAt);
    },
    isOpen: () => socket.readyState === socket.OPEN,
    close,
    hold() {
      const mark = Symbol('operation');
      held.add(mark);
      return () => held.delete(mark);
    },
    underWay: () => streams.size + held.size,
    track(stream) {
      streams.add(stream);
      openSubscriptions.inc();
      const tracked: AsyncIterableIterator<ExecutionResult> = {
        async next() {
          const step = await stream.next();
          if (step.done) forget(stream);
          return step;
        },
        async return(value) {
          forget(stream);
          return (await stream.return?.(value)) ?? { done: true, value };
        },
        [Symbol.asyncIterator]: () => tracked,
      };
      return tracked;
    },
    serve(protocol, onClosed) {
      const pings = setInterval(keepAlive, keepAliveMs);
      const closed = protocol.opened(
        {
          protocol: socket.protocol,
          // The protocol waits for each message to be written, so a slow reader slows its own streams.
          // A message that can't be written is no failure of its operation: the socket is closing.
          send: (text) =>
            new Promise((resolve) => {
              if (!connection.isOpen()) return resolve();
              socket.send(text, () => resolve());
              flow.wrote();
            }),
          close: (code, reason) => close(code ?? 1000, reason ?? ''),
          onMessage: (read) => {
            socket.on('message', (data) => {
              if (!flow.take()) return;
              read(String(data)).catch((error: unknown) => {
                if (!connection.isOpen()) return;
                if (isForServersToSay(error)) {
                  return close(CloseCode.BadRequest, 'Invalid message received');
                }
                logger.error({ err: error }, 'a socket message could not be answered');
                close(CloseCode.InternalServerError, 'Something went wrong on our side.');
              });
            });
          },
        },
        connection,
      );
      socket.on('ping', () => flow.take());
      socket.on('pong', (data) => {
        if (flow.take() && awaited?.equals(data)) awaited = null;
      });
      // Too long a message, bytes that are no frame: ws closes with the fitting code by itself.
      socket.on('error', (error) => logger.debug({ err: error }, 'a socket failed'));
      socket.once('close', (code, reason) => {
        clearInterval(pings);
        clearTimeout(expiry);
        for (const stream of streams) {
          void stream.return?.();
          forget(stream);
        }
        onClosed();
        closed(code, String(reason)).catch((error: unknown) => {
          logger.error({ err: error }, 'a socket could not be cleared away');
        });
      });
    },
    async end(waitMs) {
      if (socket.readyState === socket.CLOSED) return;
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      close(1001, 'The gateway is stopping. Connect again.');
      await Promise.race([closed, sleep(waitMs, null, { ref: false })]);
      socket.terminate();
      await closed;
    },
  };
  return connection;
}

/** graphql-ws throws for a message that clients don't send as it would for a failure of our own. */
function isForServersToSay(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message of type');
}
