import type { Viewer } from '@outlay/identity/viewer.ts';
import type { GraphQLSchema } from 'graphql';
import type { Health } from './health.ts';

/** What a subgraph is told about the request that it answers. */
export type RequestInfo = {
  readonly viewer: Viewer | null;
  /** Names the request in every log line and answer, across pieces. */
  readonly requestId: string;
  /** W3C trace context, to be carried on in events. */
  readonly traceparent?: string | undefined;
  /** Where the client is, for attempt counters; null inside the house. */
  readonly clientAddress?: string | undefined;
};

/**
 * A running subgraph. The stack calls its schema directly; `serveSubgraph` puts the same thing
 * behind HTTP and WebSocket.
 */
export type Subgraph = {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** The context of one request: fresh loaders, and the viewer. Must not throw. */
  readonly context: (request: RequestInfo) => object;
  readonly health: () => Promise<Health>;
  /** Finishes what is in hand, then lets go of everything. */
  readonly stop: () => Promise<void>;
};
