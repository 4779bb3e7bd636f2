import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What comes while too much is in hand. */
export type Doorstep = {
  /** Whether what comes now is to be refused. */
  readonly refusing: () => boolean;
  /** The whole answer to a request with this head, in bytes. */
  readonly refusal: (head: string) => Buffer;
};

/** What is known of a connection between the requests on it. */
type Connection = {
  /** Requests that are not answered yet. */
  open: number;
  /** Whether all that the parser was given are whole requests; undefined before the first. */
  whole: boolean | undefined;
  /** Reads nothing more. */
  readonly detach: () => void;
};

/**
 * Refuses requests on kept connections before Node's HTTP server makes anything of them. At five times
 * what can be done four of five requests are refused; parsing each and building a response for it costs
 * twice as much as reading and writing do.
 *
 * So it looks at the bytes of a connection ahead of the parser: a `data` listener has Node hand them to
 * JavaScript, and takes the place of the parser's own, which it calls. It refuses only where nobody could
 * see other boundaries between requests: the connection has carried whole requests alone, all are
 * answered, and what came is exactly one more, with a plain `Content-Length`. Anything else goes to the
 * parser; so does a connection's first request, since Node cuts a connection that never completed one.
 */
export function attachDoorstep(server: Server, path: string, doorstep: Doorstep): void {
  const connections = new WeakMap<object, Connection>();
  const requestLine = `POST ${path} HTTP/1.1\r\n`;

  server.on('connection', (socket: Socket) => {
    const [parse] = socket.listeners('data') as ((bytes: Buffer) => void)[];
    if (!parse) return;
    const read = (bytes: Buffer): void => {
      const between = connection.open === 0 && connection.whole !== false;
      const head = between ? headOfWhole(bytes, requestLine) : undefined;
      if (head !== undefined && connection.whole && doorstep.refusing()) {
        // Who doesn't read its answers is not written to without end.
        if (!socket.writableNeedDrain) return void socket.write(doorstep.refusal(head));
      }
      connection.whole = head !== undefined;
      parse.call(socket, bytes);
    };
    const detach = (): void => void socket.off('data', read);
    const connection: Connection = { open: 0, whole: undefined, detach };
    connections.set(socket, connection);
    socket.off('data', parse);
    socket.on('data', read);
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(socket);
    if (!connection) return;
    connection.open += 1;
    response.once('close', () => (connection.open -= 1));
  });
  // What follows are frames of a WebSocket.
  server.prependListener('upgrade', (_request, socket) => connections.get(socket)?.detach());
}

const headEnd = Buffer.from('\r\n\r\n');
/** They give a request other boundaries, or its connection another fate. */
const unusual = ['transfer-encoding:', 'expect:', 'upgrade:', 'te:', 'trailer:', ' ', '\t'];

/** The head of the request that these bytes are, all of it and nothing beyond it; else undefined. */
function headOfWhole(bytes: Buffer, requestLine: string): string | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end + 2);
  if (!head.startsWith(requestLine)) return undefined;
  let length: number | undefined;
  for (let at = requestLine.length; at < head.length;) {
    const lineEnd = head.indexOf('\r\n', at);
    const line = head.slice(at, lineEnd).toLowerCase();
    if (unusual.some((name) => line.startsWith(name))) return undefined;
    if (line.startsWith('connection:') && line.slice(11).trim() !== 'keep-alive') return undefined;
    if (line.startsWith('content-length:')) {
      const given = line.slice(15).trim();
      if (length !== undefined || !/^\d{1,8}$/.test(given)) return undefined;
      length = Number(given);
    }
    at = lineEnd + 2;
  }
  return length === bytes.length - end - headEnd.length ? head : undefined;
}
