import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { dateNow, keptConnection } from '../http/kept-connection.ts';
import { exposedHeaders, manners } from '../http/manners.ts';
import { concurrencyLimit, shedTotal } from '../metrics.ts';
import { requestIdOf } from '../request.ts';
import {
  type ConcurrencyBounds,
  createConcurrencyLimit,
  defaultConcurrency,
} from './concurrency-limit.ts';
import { refusal } from './refusal.ts';

/**
 * Refuses what is too much early and cheaply, so that what is let in is answered in good time. What is
 * asked for is not looked at: reading it would cost more than refusing it.
 */
export type LoadShedding = {
  /** Hands a request on once it is its turn, or answers it with 503 at once. Its body is not read here. */
  readonly admitRequest: (
    request: IncomingMessage,
    response: ServerResponse,
    handle: () => void,
  ) => void;
  /** For a request that came without a response: the whole answer where it is refused; */
  readonly refusePlain: (headers: IncomingHttpHeaders) => string | undefined;
  /** and what has one started that is not, once it is its turn. */
  readonly admitPlain: (start: (leave: () => void) => void) => void;
  /**
   * Waits for the turn of an operation on a socket; calling the answer says that it is done. Throws a
   * refusal of code `OVERLOADED`.
   */
  readonly admitOperation: () => Promise<() => void>;
  /** Whether one more socket may be opened beside so many. */
  readonly admitSocket: (open: number) => boolean;
};

export type LoadBounds = ConcurrencyBounds & {
  /** Connections open at once, WebSockets among them. */
  readonly connections: number;
  /** WebSockets open at once. */
  readonly sockets: number;
};

export const defaultLoad: LoadBounds = {
  ...defaultConcurrency,
  connections: 40_000,
  sockets: 20_000,
};

export type LoadSheddingOptions = {
  readonly bounds: LoadBounds;
  /** Paths that are always let in. */
  readonly always: ReadonlySet<string>;
  /** Pages of these origins are to see why they were refused. */
  readonly corsOrigins: readonly string[];
  /** How long an idle connection is kept; clients are told. */
  readonly keepAliveMs: number;
};

const retryAfterSeconds = 1;
const message = 'There is more to do than can be done right now. Try again in a moment.';
/** Reading a longer body to its end, only to keep the connection, would be work for nothing. */
const longestIgnoredBody = 64 * 1024;

export function createLoadShedding({
  bounds,
  always,
  corsOrigins,
  keepAliveMs,
}: LoadSheddingOptions): LoadShedding {
  const operations = createConcurrencyLimit(bounds, (limit) => concurrencyLimit.set(limit));
  concurrencyLimit.set(bounds.initial);
  const refusedOperations = shedTotal.labels('operations');
  const refusedSockets = shedTotal.labels('sockets');
  const anywhere = prepare();
  const plain = prepareBytes(anywhere, keepAliveMs);
  const forOrigins = new Map(corsOrigins.map((origin) => [origin, prepare(origin)]));

  return {
    admitRequest(request, response, handle) {
      if (always.has(request.url ?? '')) return handle();
      const entered = operations.enter((leave) => {
        // Its client may have left while it waited.
        if (response.destroyed) return leave();
        response.once('close', leave);
        handle();
      });
      if (entered) return;
      refusedOperations.inc();
      const { headers, body } = forOrigins.get(request.headers.origin ?? '') ?? anywhere;
      const length = Number(request.headers['content-length'] ?? Infinity);
      const close = length > longestIgnoredBody ? ['connection', 'close'] : [];
      const id = ['x-request-id', requestIdOf(request.headers)];
      response.writeHead(503, [...id, ...headers, ...close]).end(body);
    },
    refusePlain(headers) {
      if (!operations.isFull()) return undefined;
      refusedOperations.inc();
      return `${plain.start}${requestIdOf(headers)}\r\ndate: ${dateNow()}${plain.rest}`;
    },
    admitPlain: (start) => void operations.enter(start),
    admitOperation: () =>
      new Promise((resolve, reject) => {
        if (operations.enter(resolve)) return;
        refusedOperations.inc();
        reject(refusal(503, 'OVERLOADED', message, { retryAfterSeconds }));
      }),
    admitSocket(open) {
      const admitted = open < bounds.sockets && !operations.isFull();
      if (!admitted) refusedSockets.inc();
      return admitted;
    },
  };
}

type Prepared = { readonly headers: readonly string[]; readonly body: string };

/** The answer, made once: it is given as often as others are answered, and must cost as good as nothing. */
function prepare(origin?: string): Prepared {
  const extensions = { code: 'OVERLOADED', retryAfterSeconds };
  const body = JSON.stringify({ errors: [{ message, extensions }] });
  const headers = Object.entries({
    ...manners,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
    'retry-after': String(retryAfterSeconds),
    ...(origin !== undefined && {
      'access-control-allow-origin': origin,
      'access-control-expose-headers': exposedHeaders.join(', '),
      vary: 'origin',
    }),
  });
  return { headers: headers.flat(), body };
}

/** The same as it goes over the wire, but for the request's id and the date that Node's server gives any answer. */
function prepareBytes({ headers, body }: Prepared, keepAliveMs: number) {
  let lines = '';
  for (let at = 0; at < headers.length; at += 2) lines += `${headers[at]}: ${headers[at + 1]}\r\n`;
  return {
    start: `HTTP/1.1 503 Service Unavailable\r\n${lines}x-request-id: `,
    rest: `\r\n${keptConnection(keepAliveMs)}\r\n\r\n${body}`,
  };
}
