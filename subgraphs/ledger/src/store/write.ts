import type { Entry } from '../domain/entry.ts';

/** What is asked of the ledger at once: it is posted as a whole or not at all. */
export type Write = {
  readonly bookId: string;
  /** Null for a write that its caller's own transaction makes once. */
  readonly key: string | null;
  /** Of the operation and its input; tells a repeated request from another one under the same key. */
  readonly hash: Buffer | null;
  /** In the order of their positions; the last one carries the key. */
  readonly entries: readonly Entry[];
  /** W3C trace context of the request. */
  readonly traceparent?: string | undefined;
};

export type WriteOutcome =
  /** Posted now. `position` is that of the last entry; those before it lie directly below. */
  | { readonly outcome: 'stored'; readonly position: bigint }
  /** Posted earlier, under the same key by the same request; the id is that of the last entry. */
  | { readonly outcome: 'replayed'; readonly transactionId: string; readonly position: bigint }
  /** The key was used for something else. */
  | { readonly outcome: 'conflict' }
  /** What it would reverse is reversed already. */
  | { readonly outcome: 'reversed' }
  /** An account is missing, closed or in another currency: look at the chart again. */
  | { readonly outcome: 'chart' };
