import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';

export type FlowLimits = {
  /** Messages, pings and pongs that a client may send in a second; as many at once after a quiet one. */
  readonly messagesPerSecond: number;
  /** Bytes that may wait for a client to read them. */
  readonly bufferBytes: number;
};

/** What goes in and out on one socket, whatever it means. */
export type Flow = {
  /** Whether something that came is to be looked at: not on a socket that sends too much or is closing. */
  readonly take: () => boolean;
  /** To be called after something was written. */
  readonly wrote: () => void;
};

/**
 * Closes a socket on which more comes than anybody has a use for, and reads no more of it; cuts one whose
 * client doesn't read what it is sent, since a farewell would only wait behind all the rest. Answers to
 * pings count too: they are written by the WebSocket itself.
 */
export function createFlow(
  socket: WebSocket,
  limits: FlowLimits,
  close: (code: number, reason: string) => void,
): Flow {
  let left = limits.messagesPerSecond;
  let filledAt = performance.now();

  function refill(): void {
    const now = performance.now();
    const more = ((now - filledAt) / 1_000) * limits.messagesPerSecond;
    left = Math.min(limits.messagesPerSecond, left + more);
    filledAt = now;
  }

  function wrote(): void {
    if (socket.bufferedAmount > limits.bufferBytes) socket.terminate();
  }

  return {
    wrote,
    take() {
      if (socket.readyState !== socket.OPEN) return false;
      refill();
      left -= 1;
      if (left >= 0) {
        wrote();
        return true;
      }
      close(CloseCode.TooManyInitialisationRequests, 'Too much is sent on this connection.');
      socket.pause();
      return false;
    },
  };
}
