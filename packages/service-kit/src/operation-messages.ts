import { readViewer, writeViewer } from '@outlay/identity/written-viewer.ts';
import { z } from 'zod';
import { shuttingDown } from './draining.ts';
import type { RequestInfo } from './subgraph.ts';

/**
 * What gateway and subgraph say to each other on a WebSocket that carries queries and mutations. A message
 * holds all that there was to say in one turn of the event loop, as text: two lines for each operation, a
 * head and the JSON of its body, which has no line break in it. The gateway's messages are signed
 * (identity's connection-signature.ts); the first one on a connection is the subgraph's challenge.
 */
export const operationsPath = '/operations';
export const operationsProtocol = 'outlay-operations.v1';

/** What a subgraph says once it is about to stop: what comes is answered, but others should be asked. */
export const leavingMessage = 'leaving';

/**
 * How a subgraph closes that has answered all that it read: what it did not answer it has not read, and may
 * be sent elsewhere. The reason tells it from whoever else may close a WebSocket on its way.
 */
export const closedInOrder = { code: 1001, reason: shuttingDown } as const;

/** The longest body that is sent this way, in characters. A longer one would hold up the others. */
export const longestSharedBody = 64 * 1024;
/** A message is sent once there are so many characters, though there may be more to say. */
export const fullMessage = 256 * 1024;
/** No message of the gateway is longer: no character has more than three bytes. */
export const longestMessageBytes = 3 * (fullMessage + longestSharedBody);
/** The longest answer of a subgraph, whichever way it takes. */
export const longestAnswerBytes = 32 * 1024 * 1024;

export type AskedOperation = {
  /** Of this connection alone. */
  readonly id: number;
  readonly request: RequestInfo;
  /** The JSON of query, operation name and variables. */
  readonly body: string;
};

export type AnsweredOperation = {
  readonly id: number;
  /** As HTTP would have it. */
  readonly status: number;
  readonly body: string;
};

const askedHead = z.object({
  id: z.int(),
  viewer: z.string(),
  requestId: z.string(),
  traceparent: z.string().optional(),
  clientAddress: z.string().optional(),
});
const answeredHead = z.object({ id: z.int(), status: z.int() });

export function writeAsked({ id, request, body }: AskedOperation): string {
  const { viewer, requestId, traceparent, clientAddress } = request;
  const head = { id, viewer: writeViewer(viewer), requestId, traceparent, clientAddress };
  return `${JSON.stringify(head)}\n${body}`;
}

/** Throws for what is no such message. */
export function readAsked(message: string): AskedOperation[] {
  return pairsOf(message, (head, body) => {
    const { id, viewer, ...request } = askedHead.parse(JSON.parse(head));
    return { id, request: { ...request, viewer: readViewer(viewer) }, body };
  });
}

export function writeAnswered({ id, status, body }: AnsweredOperation): string {
  return `{"id":${id},"status":${status}}\n${body}`;
}

/** Throws for what is no such message. */
export function readAnswered(message: string): AnsweredOperation[] {
  return pairsOf(message, (head, body) => ({ ...readAnsweredHead(head), body }));
}

/** There is one with each answer, as a subgraph of this version writes it. */
function readAnsweredHead(head: string): z.infer<typeof answeredHead> {
  const [, id, status] = /^\{"id":(0|[1-9]\d{0,14}),"status":([1-9]\d\d)\}$/.exec(head) ?? [];
  if (id === undefined) return answeredHead.parse(JSON.parse(head));
  return { id: Number(id), status: Number(status) };
}

function pairsOf<T>(message: string, read: (head: string, body: string) => T): T[] {
  const lines = message.split('\n');
  if (lines.length % 2 !== 0) throw new SyntaxError('A head without a body.');
  const pairs: T[] = [];
  for (let at = 0; at < lines.length; at += 2) pairs.push(read(lines[at]!, lines[at + 1]!));
  return pairs;
}
