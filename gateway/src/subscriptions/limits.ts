import type { FlowLimits } from './flow.ts';

/** What sockets may do; each is a setting. */
export type SocketLimits = FlowLimits & {
  /** How long a socket may take to say who it is for. */
  readonly initTimeoutMs: number;
  /** Sockets that have not said it yet; one more, and the one that waits longest is closed. */
  readonly maxWaiting: number;
  /** Subscriptions, queries and mutations under way on one socket. */
  readonly maxSubscriptionsPerSocket: number;
  readonly maxSocketsPerViewer: number;
  readonly maxMessageBytes: number;
  /** Each socket is pinged this often, and cut when it hasn't answered by the next time. */
  readonly keepAliveMs: number;
};

export const defaultSocketLimits: SocketLimits = {
  initTimeoutMs: 5_000,
  maxWaiting: 1_000,
  maxSubscriptionsPerSocket: 50,
  maxSocketsPerViewer: 50,
  maxMessageBytes: 1024 * 1024,
  keepAliveMs: 15_000,
  messagesPerSecond: 200,
  bufferBytes: 8 * 1024 * 1024,
};
