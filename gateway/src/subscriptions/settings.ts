import { count, milliseconds } from '@outlay/service-kit/settings.ts';
import type { z } from 'zod';
import { defaultSocketLimits, type SocketLimits } from './limits.ts';

const limit = (name: keyof SocketLimits, what: string) =>
  count.default(defaultSocketLimits[name]).describe(what);
const time = (name: keyof SocketLimits, what: string) =>
  milliseconds.default(defaultSocketLimits[name]).describe(what);

export const socketSettings = {
  SOCKET_INIT_MS: time(
    'initTimeoutMs',
    'how long a WebSocket may take to say who it is for, in milliseconds',
  ),
  SOCKETS_WAITING: limit(
    'maxWaiting',
    'WebSockets that have not said yet who they are for; one more, and the one that waits longest is closed',
  ),
  SOCKET_OPERATIONS: limit(
    'maxSubscriptionsPerSocket',
    'subscriptions, queries and mutations under way on one WebSocket',
  ),
  SOCKETS_PER_VIEWER: limit('maxSocketsPerViewer', 'WebSockets of one viewer open at once'),
  SOCKET_MESSAGE_BYTES: limit('maxMessageBytes', 'the largest message on a WebSocket'),
  SOCKET_MESSAGES_PER_SECOND: limit(
    'messagesPerSecond',
    'messages, pings and pongs from one WebSocket within a second; one that sends more is closed',
  ),
  SOCKET_BUFFER_BYTES: limit(
    'bufferBytes',
    'what may wait for the client of a WebSocket to read it, in bytes; one with more is cut',
  ),
  SOCKET_PING_MS: time(
    'keepAliveMs',
    'how often a WebSocket is pinged, in milliseconds; one that hasn’t answered by the next time is cut',
  ),
};

export function socketsIn(given: z.output<z.ZodObject<typeof socketSettings>>): SocketLimits {
  return {
    initTimeoutMs: given.SOCKET_INIT_MS,
    maxWaiting: given.SOCKETS_WAITING,
    maxSubscriptionsPerSocket: given.SOCKET_OPERATIONS,
    maxSocketsPerViewer: given.SOCKETS_PER_VIEWER,
    maxMessageBytes: given.SOCKET_MESSAGE_BYTES,
    messagesPerSecond: given.SOCKET_MESSAGES_PER_SECOND,
    bufferBytes: given.SOCKET_BUFFER_BYTES,
    keepAliveMs: given.SOCKET_PING_MS,
  };
}
