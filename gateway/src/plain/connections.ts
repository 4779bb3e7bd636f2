import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { WrittenMessage } from './message.ts';
import {
  longestKept,
  plainBody,
  type PlainHead,
  type PlainHeaders,
  type PlainRequest,
  readPlainHead,
} from './request.ts';

/** What becomes of plain requests. */
export type PlainServer = {
  /** Whether one with these headers is taken at present; else it is the HTTP server's, like any other. */
  readonly takes: (headers: PlainHeaders) => boolean;
  /** Has the request answered: calls `answer` once, maybe at once. Must not throw. */
  readonly serve: (request: PlainRequest, socket: Socket, answer: WriteAnswer) => void;
};

/**
 * Writes all that goes over the wire for a request. `onGone` is called once all of it is on its way to the
 * client, or the connection has ended.
 */
export type WriteAnswer = (message: WrittenMessage, onGone?: () => void) => void;

const nothing: Buffer = Buffer.alloc(0);
/** Beside the last one of each open connection: some megabytes. */
const headsKept = 2_000;

/** What is known of a connection between the requests on it. */
type Connection = {
  /** Requests that the HTTP server has not answered yet. */
  open: number;
  /** Whether a plain request is being answered. */
  isBusy: boolean;
  /** What came meanwhile. */
  held: Buffer;
  /** Whether all that the parser was given are whole requests; undefined before the first. */
  isWhole: boolean | undefined;
  head: PlainHead | undefined;
  /** Reads nothing more. */
  readonly detach: () => void;
};

/**
 * Takes plain requests on kept connections before Node's HTTP server makes anything of them. Parsing a request
 * into messages and streams, and building a response for it, costs several times what reading and writing its
 * bytes do: more than all else that is done for a small query, and nearly all that there is to refusing one.
 *
 * So it looks at the bytes of a connection ahead of the parser: a `data` listener has Node hand them to
 * JavaScript, and takes the place of the parser's own, which it calls. It takes a request only where nobody
 * could see other boundaries between requests: the connection has carried whole requests alone, all are
 * answered, and what came is exactly one more of the plainest form. Anything else goes to the parser, so all
 * that HTTP may be is served; so does a connection's first request, since Node cuts a connection that never
 * completed one.
 */
export function attachPlain(server: Server, path: string, plain: PlainServer): void {
  const connections = new WeakMap<object, Connection>();
  const requestLine = `POST ${path} HTTP/1.1\r\n`;
  const known = new LRUCache<string, PlainHead>({ max: headsKept });

  /**
   * Answers are written once all that this turn brought has been read. Written at once, each would wake its
   * client to ask again, and the next turn would bring one request instead of many: that costs a small query in
   * one process a third more.
   */
  let due: (() => void)[] = [];
  const atEndOfTurn = (write: () => void): void => {
    if (due.push(write) === 1) setImmediate(writeAll);
  };
  const writeAll = (): void => {
    const writes = due;
    due = [];
    let written = 0;
    try {
      for (const write of writes) {
        written += 1;
        write();
      }
    } finally {
      // One that breaks keeps no other from its answer.
      for (const write of writes.slice(written)) atEndOfTurn(write);
    }
  };

  server.on('connection', (socket: Socket) => {
    const [parse] = socket.listeners('data') as ((bytes: Buffer) => void)[];
    if (!parse) return;

    const read = (bytes: Buffer): void => {
      // Node has given the parser of a connection that ended to another one.
      if (socket.destroyed) return;
      if (connection.isBusy) {
        connection.held = Buffer.concat([connection.held, bytes]);
        socket.pause();
        return;
      }
      const isBetween = connection.open === 0 && connection.isWhole !== false;
      const head = isBetween
        ? readPlainHead(bytes, requestLine, connection.head, known)
        : undefined;
      connection.head = head && head.text.length <= longestKept ? head : undefined;
      // Who doesn't read its answers is not written to without end.
      const mayWrite = connection.isWhole && !socket.writableNeedDrain;
      if (head && mayWrite && plain.takes(head.headers)) return serve(head, bytes);
      connection.isWhole = head !== undefined;
      parse.call(socket, bytes);
    };

    const serve = (head: PlainHead, bytes: Buffer): void => {
      connection.isBusy = true;
      plain.serve({ headers: head.headers, body: plainBody(bytes, head) }, socket, finish);
    };

    const finish: WriteAnswer = (message, onGone = () => {}) => {
      atEndOfTurn(() => write(message, onGone));
    };

    const write = ({ bytes, encoding, isLast }: WrittenMessage, onGone: () => void): void => {
      const { held } = connection;
      connection.held = nothing;
      connection.isBusy = false;
      if (!socket.writable) return onGone();
      if (isLast) {
        // What came behind it is not to be done (RFC 9112, 9.6).
        detach();
        socket.end(bytes, encoding, onGone);
        return;
      }
      socket.write(bytes, encoding, onGone);
      if (held.length === 0) return;
      socket.resume();
      read(held);
    };

    const detach = (): void => {
      socket.off('data', read);
      connection.held = nothing;
    };
    const connection: Connection = {
      open: 0,
      isBusy: false,
      held: nothing,
      isWhole: undefined,
      head: undefined,
      detach,
    };
    connections.set(socket, connection);
    socket.off('data', parse);
    socket.on('data', read);
    socket.once('close', detach);
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(socket);
    if (!connection) return;
    connection.open += 1;
    response.once('close', () => (connection.open -= 1));
  });
  // Node takes a connection for idle while a plain request is answered on it.
  server.on('timeout', (socket) => {
    if (!connections.get(socket)?.isBusy) socket.destroy();
  });
  // What follows are frames of a WebSocket.
  server.prependListener('upgrade', (_request, socket) => connections.get(socket)?.detach());
}
