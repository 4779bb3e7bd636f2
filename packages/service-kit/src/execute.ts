import {
  createSourceEventStream,
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { DocumentCache } from './document-cache.ts';
import { badUserInput, maskError } from './errors.ts';
import { type CompiledOperation, compileOperation } from './execution/compile.ts';
import { liveEvents } from './live-events.ts';
import type { Logger } from './logger.ts';
import { openSubscriptions } from './metrics.ts';
import { observeEvent, observeOperation, type ObservedOperation } from './observe-operation.ts';
import type { RequestInfo, Subgraph } from './subgraph.ts';

export type Operation = {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
};

type PromiseOrValue<T> = Promise<T> | T;

type Prepared = {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Operation['variables'];
};

export type ExecutorOptions = {
  /** Whether operations are compiled; off, graphql-js executes them all. On unless said otherwise. */
  readonly fastPath?: boolean | undefined;
};

/** Runs operations on a subgraph's schema, for whichever transport brings them. Errors come out masked. */
export class SubgraphExecutor {
  readonly #subgraph: Subgraph;
  readonly #logger: Logger;
  readonly #documents: DocumentCache;
  readonly #fastPath: boolean;
  /** Kept as long as the document is. */
  readonly #compiled = new WeakMap<OperationDefinitionNode, CompiledOperation | null>();

  constructor(subgraph: Subgraph, logger: Logger, { fastPath = true }: ExecutorOptions = {}) {
    this.#subgraph = subgraph;
    this.#logger = logger;
    this.#documents = new DocumentCache(subgraph.schema, logger);
    this.#fastPath = fastPath;
  }

  /** Answers a query or a mutation. */
  async execute(operation: Operation, request: RequestInfo): Promise<ExecutionResult> {
    try {
      const prepared = this.#prepare(operation, false);
      if ('errors' in prepared) return prepared;
      return await observeOperation(this.#observed(prepared, request), (observed) => {
        const result = this.#run(prepared, this.#arguments(prepared, observed));
        if (!(result instanceof Promise)) return this.#masked(result, request);
        return result.then((answer) => this.#masked(answer, request));
      });
    } catch (error) {
      return { errors: [maskError(error, this.#logger, request.requestId)] };
    }
  }

  /** The events of a subscription, or why there are none. */
  async subscribe(
    operation: Operation,
    request: RequestInfo,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    try {
      const prepared = this.#prepare(operation, true);
      if ('errors' in prepared) return prepared;
      const observed = this.#observed(prepared, request);
      return await observeOperation(observed, async (carried) => {
        const args = this.#arguments(prepared, carried);
        const source = await createSourceEventStream(args);
        if (!(Symbol.asyncIterator in source)) return this.#masked(source, request);
        const answer = (event: unknown) => this.#run(prepared, { ...args, rootValue: event });
        return this.#events(source[Symbol.asyncIterator](), answer, observed);
      });
    } catch (error) {
      return { errors: [maskError(error, this.#logger, request.requestId)] };
    }
  }

  /** The operation parsed and validated, or what is wrong with it. */
  documentOf(query: string): DocumentNode | readonly GraphQLError[] {
    return this.#documents.get(query);
  }

  #prepare(
    { query, operationName, variables }: Operation,
    live: boolean,
  ): Prepared | { errors: readonly GraphQLError[] } {
    const document = this.documentOf(query);
    if (!('kind' in document)) return { errors: document };
    const chosen = getOperationAST(document, operationName);
    if (!chosen) {
      const extensions = { code: 'OPERATION_RESOLUTION_FAILURE' };
      return { errors: [new GraphQLError('Name one of the operations.', { extensions })] };
    }
    if ((chosen.operation === OperationTypeNode.SUBSCRIPTION) !== live) {
      const problem = live ? 'Only subscriptions are live.' : 'Subscriptions need a WebSocket.';
      return { errors: [badUserInput(problem)] };
    }
    return { document, operation: chosen, variables };
  }

  /** By graphql-js, or as it would. */
  #run({ document, operation }: Prepared, args: ExecutionArgs): PromiseOrValue<ExecutionResult> {
    const { contextValue, rootValue, variableValues } = args;
    const compiled = this.#fastPath && this.#compiledOf(document, operation);
    return (compiled && compiled(contextValue, rootValue, variableValues ?? {})) || execute(args);
  }

  #compiledOf(
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): CompiledOperation | null {
    let compiled = this.#compiled.get(operation);
    if (compiled === undefined) {
      compiled = compileOperation(this.#subgraph.schema, document, operation);
      this.#compiled.set(operation, compiled);
    }
    return compiled;
  }

  #arguments({ document, operation, variables }: Prepared, request: RequestInfo): ExecutionArgs {
    return {
      schema: this.#subgraph.schema,
      document,
      contextValue: this.#subgraph.context(request),
      variableValues: variables,
      operationName: operation.name?.value,
    };
  }

  #observed({ operation }: Prepared, request: RequestInfo): ObservedOperation {
    return { piece: this.#subgraph.name, operation, request };
  }

  #masked(result: ExecutionResult, request: RequestInfo): ExecutionResult {
    if (!result.errors) return result;
    const errors = result.errors.map((error) => maskError(error, this.#logger, request.requestId));
    return { ...result, errors };
  }

  #events(
    source: AsyncIterator<unknown>,
    answer: (event: unknown) => PromiseOrValue<ExecutionResult>,
    observed: ObservedOperation,
  ) {
    const { request, piece } = observed;
    openSubscriptions.inc({ piece });
    return liveEvents({
      source,
      answer: (event) =>
        observeEvent(observed, event, async () => this.#masked(await answer(event), request)),
      masked: (error) => maskError(error, this.#logger, request.requestId),
      unreleased: (error) =>
        this.#logger.error({ err: error }, 'a source of events could not be let go of'),
      ended: () => openSubscriptions.dec({ piece }),
    });
  }
}
