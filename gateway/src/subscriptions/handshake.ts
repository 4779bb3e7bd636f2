import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { stoppingError } from '@outlay/service-kit/draining.ts';
import type { GraphQLError } from 'graphql';
import { type BareAnswer, writeBareAnswer } from '../http/bare-answer.ts';
import { requestIdOf } from '../request.ts';

/** Why no WebSocket is opened. */
export type Refusal = BareAnswer;

/**
 * Whether a request is to open a WebSocket. Any other that names a protocol to go over to, as what speaks
 * HTTP/2 too does (`h2c`), is answered in the one that it came in (RFC 9110, 7.8).
 */
export function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

const again = { 'retry-after': '1' };

export const stopping: Refusal = {
  status: 503,
  code: stoppingError.extensions.code,
  message: stoppingError.message,
  headers: again,
};

export const overloaded: Refusal = {
  status: 503,
  code: 'OVERLOADED',
  message: 'There is more to do than can be done right now. Try again in a moment.',
  headers: again,
};

export const otherOrigin: Refusal = {
  status: 403,
  code: 'CROSS_SITE_REQUEST',
  message: 'Pages of this origin may not open a WebSocket here.',
};

export function nothingAt(path: string): Refusal {
  return {
    status: 404,
    code: 'NOT_FOUND',
    message: `Nothing is served here. Open a WebSocket at ${path}.`,
  };
}

/** An address that has no points left to open one with. */
export function unpaid({ message, extensions }: GraphQLError): Refusal {
  const retryAfter = String(extensions['retryAfterSeconds']);
  const headers = { 'retry-after': retryAfter };
  return { status: 429, code: 'RATE_LIMITED', message, headers };
}

/** A handshake that `ws` finds wrong, in its words. */
export function malformed({ message }: Error): Refusal {
  const wrong = { code: 'BAD_REQUEST', message: `No WebSocket can be opened so: ${message}.` };
  if (!message.includes('Sec-WebSocket-Version')) return { status: 400, ...wrong };
  // RFC 6455, 4.4, and RFC 9110, 15.5.22.
  return {
    status: 426,
    ...wrong,
    headers: { 'sec-websocket-version': '13', upgrade: 'websocket' },
  };
}

export function refuseHandshake(
  { headers }: IncomingMessage,
  stream: Duplex,
  refusal: Refusal,
): void {
  const id = { 'x-request-id': requestIdOf(headers) };
  const answer = writeBareAnswer({ ...refusal, headers: { ...id, ...refusal.headers } });
  stream.end(answer, () => stream.destroy());
}
