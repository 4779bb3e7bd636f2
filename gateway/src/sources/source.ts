import type { Health } from '@outlay/service-kit/health.ts';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import type { GraphQLFormattedError } from 'graphql';

/** One operation for one subgraph, as the query plan has it. */
export type SourceRequest = {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly request: RequestInfo;
  /** The JSON of query, name and variables, for a source that sends it: most of it is at hand already. */
  readonly body?: (() => string) | undefined;
  /** Whether the JSON of an answer is as whoever asks wants to pass it on, so that nobody need read it. */
  readonly recognises?: ((json: string) => boolean) | undefined;
};

/** A GraphQL response in its JSON form. */
export type SourceResponse = {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
  extensions?: Readonly<Record<string, unknown>>;
  /** The same as text, where it came as text and holds nothing but data. */
  json?: string | undefined;
  /** The text, where the request recognises it. The data is read from it when somebody looks at it. */
  recognised?: string;
};

/** Where the events of a subscription go. After `error` or `complete` nothing more comes. */
export type SourceSink = {
  readonly next: (event: SourceResponse) => void;
  readonly error: (errors: readonly GraphQLFormattedError[]) => void;
  readonly complete: () => void;
  /** The connection was lost and is back: events may be missing between the last one and the next. */
  readonly gap: () => void;
};

/** How the gateway reaches one subgraph, whatever lies between. */
export type SubgraphSource = {
  readonly name: string;
  /**
   * Answers a query or mutation; it may send a query again, a mutation only if nobody can have got it.
   * Throws a GraphQLError of code `SUBGRAPH_UNAVAILABLE` when there is no answer; errors in the answer are
   * returned, not thrown. Once the signal is aborted nobody waits for the answer any more, and there may be none.
   */
  readonly execute: (request: SourceRequest, signal?: AbortSignal) => Promise<SourceResponse>;
  /** Starts a subscription; calling the answer ends it at once, and the sink hears nothing more. */
  readonly subscribe: (request: SourceRequest, sink: SourceSink) => () => void;
  /** As the subgraph says. Rejects when it can't be reached. */
  readonly health: () => Promise<Health>;
  readonly stop: () => Promise<void>;
};
