import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What Node's parser says of a connection on which no request could be read to its end. */
type ParserError = Error & { readonly code?: string };

const kinds: Readonly<Record<string, readonly [status: string, code: string, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'REQUEST_TIMEOUT',
    'The request took too long to arrive.',
  ],
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'HEADERS_TOO_LARGE',
    'The headers are larger than is accepted here.',
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    '413 Payload Too Large',
    'PAYLOAD_TOO_LARGE',
    'The body is larger than is accepted here.',
  ],
};
const otherwise = ['400 Bad Request', 'BAD_REQUEST', 'The request could not be read.'] as const;

/**
 * Answers what was no request, in the form that clients of GraphQL understand, and ends the connection.
 * Where an answer has begun, or the rest of a request is read that was answered, there is no more to say.
 */
export function createUnreadable(): {
  /** Says which request is the last one on its connection. */
  readonly note: (request: IncomingMessage, response: ServerResponse) => void;
  readonly answer: (error: ParserError, socket: Socket) => void;
} {
  const last = new WeakMap<Socket, ServerResponse>();

  function isAnswered(socket: Socket): boolean {
    const response = last.get(socket);
    if (!response?.headersSent) return false;
    return !response.writableFinished || !response.req.complete;
  }

  return {
    note: (request, response) => void last.set(request.socket, response),
    answer(error, socket) {
      const gone = error.code === 'ECONNRESET' || !socket.writable;
      if (gone || isAnswered(socket)) return void socket.destroy();
      // Who sends without end must not be read without end.
      socket.end(written(error), () => socket.destroy());
    },
  };
}

function written(error: ParserError): string {
  const [status, code, message] = kinds[error.code ?? ''] ?? otherwise;
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const lines = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
