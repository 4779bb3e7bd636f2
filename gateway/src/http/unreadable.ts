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

/** Answers what was no request, in the form that clients of GraphQL understand, and ends the connection. */
export function answerUnreadable(error: ParserError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, code, message] = kinds[error.code ?? ''] ?? otherwise;
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const lines = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  // Who sends without end must not be read without end.
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
