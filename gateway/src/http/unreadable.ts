import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type BareAnswer, writeBareAnswer } from './bare-answer.ts';

/** What Node's parser says of a connection on which no request could be read to its end. */
type ParserError = Error & { readonly code?: string };

const kinds: Readonly<Record<string, BareAnswer>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'REQUEST_TIMEOUT',
    message: 'The request took too long to arrive.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    message: 'The headers are larger than is accepted here.',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
    message: 'The body is larger than is accepted here.',
  },
};
const otherwise: BareAnswer = {
  status: 400,
  code: 'BAD_REQUEST',
  message: 'The request could not be read.',
};

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
      socket.end(writeBareAnswer(kinds[error.code ?? ''] ?? otherwise), () => socket.destroy());
    },
  };
}
