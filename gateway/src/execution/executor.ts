import type { Logger } from '@outlay/service-kit/logger.ts';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import { type DocumentNode, getOperationAST, GraphQLError } from 'graphql';
import type { SubgraphSource } from '../sources/source.ts';
import type { Graph } from '../subscriptions/graph.ts';
import type { Variables } from '../subscriptions/sharing.ts';
import { Anomaly, NotPrepared } from './anomaly.ts';
import { type Answer, type Prepared, prepare } from './prepare.ts';
import { Recording } from './recording.ts';
import { Sharing } from './sharing.ts';

export type PreparedExecutorOptions = {
  readonly graph: Graph;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  readonly logger: Logger;
  /** How long after its start an execution may be joined by an equal query. */
  readonly shareWithinMs?: number;
  /** How often an operation is executed before its answers are recognised by patterns. */
  readonly recogniseAfter?: number;
};

export type Asked = {
  /** Parsed and within the limits. The same object each time its text comes again. */
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Variables | null | undefined;
  /** Names the state of the viewer's book that is asked for; queries of another state share no execution. */
  readonly state?: string | undefined;
};

/** Executes queries and mutations without Apollo as long as everything is in order. */
export type PreparedExecutor = {
  /**
   * Answers, or lets `fallback` answer: with a recording where subgraphs were asked already. What the
   * fallback throws is thrown on.
   */
  readonly execute: <T>(
    asked: Asked,
    request: RequestInfo,
    fallback: (recording: Recording | undefined) => Promise<T>,
  ) => Promise<Answer | T>;
};

type Entry = {
  readonly prepared: Prepared | null;
  readonly isMutation: boolean;
  readonly id: number;
};

const defaultShareWithinMs = 3;

/** For one supergraph. Another one gets another of these, and nothing of this one is kept. */
export function createPreparedExecutor(options: PreparedExecutorOptions): PreparedExecutor {
  const { graph, sources, logger, recogniseAfter } = options;
  const sharing = new Sharing<Answer>(options.shareWithinMs ?? defaultShareWithinMs);
  /** Kept as long as the document is, by whoever admitted it. */
  const known = new WeakMap<DocumentNode, Map<string, Entry>>();
  let entries = 0;

  function find({ document, operationName }: Asked): Entry {
    const ofDocument = known.get(document) ?? new Map<string, Entry>();
    const name = operationName ?? '';
    let entry = ofDocument.get(name);
    if (!entry) {
      entry = { ...tryToPrepare(document, operationName ?? undefined), id: (entries += 1) };
      known.set(document, ofDocument.set(name, entry));
    }
    return entry;
  }

  function tryToPrepare(document: DocumentNode, operationName: string | undefined) {
    const isMutation = getOperationAST(document, operationName)?.operation === 'mutation';
    try {
      return {
        prepared: prepare({ graph, sources, document, operationName, recogniseAfter }),
        isMutation,
      };
    } catch (error) {
      if (!(error instanceof NotPrepared)) {
        logger.warn({ err: error }, 'an operation could not be prepared');
      }
      return { prepared: null, isMutation };
    }
  }

  async function run<T>(
    { prepared, isMutation, id }: Entry,
    { variables, state }: Asked,
    request: RequestInfo,
    fallback: (recording: Recording | undefined) => Promise<T>,
  ): Promise<Answer | T> {
    const given = variables ?? {};
    if (!prepared?.accepts(given)) return fallback(undefined);
    const recording = new Recording();
    const execute = () => prepared.execute(given, request, recording);
    try {
      return await (isMutation
        ? execute()
        : sharing.join(request, { id, variables: given, state }, execute));
    } catch (error) {
      report(error, request);
      return fallback(recording);
    }
  }

  return {
    execute(asked, request, fallback) {
      const entry = find(asked);
      if (!entry.isMutation) return run(entry, asked, request, fallback);
      sharing.forget(request);
      return run(entry, asked, request, fallback).finally(() => sharing.forget(request));
    },
  };

  /** Failing sources are reported by themselves, and what is odd in an answer by its replay. */
  function report(error: unknown, { requestId }: RequestInfo): void {
    if (error instanceof Anomaly || error instanceof GraphQLError) return;
    logger.warn({ err: error, requestId }, 'a prepared operation failed; Apollo goes over it');
  }
}
