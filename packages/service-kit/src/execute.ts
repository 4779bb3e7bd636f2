import {
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type OperationDefinitionNode,
  OperationTypeNode,
  subscribe,
} from 'graphql';
import { DocumentCache } from './document-cache.ts';
import { badUserInput, maskError } from './errors.ts';
import type { Logger } from './logger.ts';
import { openSubscriptions } from './metrics.ts';
import { observeOperation } from './observe-operation.ts';
import type { RequestInfo, Subgraph } from './subgraph.ts';

export type Operation = {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
};

type Prepared = {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Operation['variables'];
};

type Events = AsyncIterableIterator<ExecutionResult> | AsyncGenerator<ExecutionResult, void, void>;

/** Runs operations on a subgraph's schema, for whichever transport brings them. Errors come out masked. */
export class SubgraphExecutor {
  readonly #subgraph: Subgraph;
  readonly #logger: Logger;
  readonly #documents: DocumentCache;

  constructor(subgraph: Subgraph, logger: Logger) {
    this.#subgraph = subgraph;
    this.#logger = logger;
    this.#documents = new DocumentCache(subgraph.schema, logger);
  }

  /** Answers a query or a mutation. */
  async execute(operation: Operation, request: RequestInfo): Promise<ExecutionResult> {
    try {
      const prepared = this.#prepare(operation, false);
      if ('errors' in prepared) return prepared;
      const { operation: chosen } = prepared;
      return await observeOperation({ piece: this.#subgraph.name, operation: chosen }, async () =>
        this.#masked(await execute(this.#arguments(prepared, request)), request),
      );
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
      const { operation: chosen } = prepared;
      return await observeOperation({ piece: this.#subgraph.name, operation: chosen }, async () => {
        const events = await subscribe(this.#arguments(prepared, request));
        if (!(Symbol.asyncIterator in events)) return this.#masked(events, request);
        return this.#maskedEvents(events, request);
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

  #arguments({ document, operation, variables }: Prepared, request: RequestInfo): ExecutionArgs {
    return {
      schema: this.#subgraph.schema,
      document,
      contextValue: this.#subgraph.context(request),
      variableValues: variables,
      operationName: operation.name?.value,
    };
  }

  #masked(result: ExecutionResult, request: RequestInfo): ExecutionResult {
    if (!result.errors) return result;
    const errors = result.errors.map((error) => maskError(error, this.#logger, request.requestId));
    return { ...result, errors };
  }

  /** A hand-made iterator: an `async function*` would hold its source until the next event. */
  #maskedEvents(events: Events, request: RequestInfo): AsyncIterableIterator<ExecutionResult> {
    const ended = this.#countOpen();
    const masked: AsyncIterableIterator<ExecutionResult> = {
      next: async () => {
        try {
          const step = await events.next();
          if (!step.done) return { done: false, value: this.#masked(step.value, request) };
          ended();
          return { done: true, value: undefined };
        } catch (error) {
          ended();
          await this.#release(events);
          throw maskError(error, this.#logger, request.requestId);
        }
      },
      return: async () => {
        ended();
        await this.#release(events);
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => masked,
    };
    return masked;
  }

  /** Counts a subscription as open until the answer is called, which may be more than once. */
  #countOpen(): () => void {
    const piece = this.#subgraph.name;
    openSubscriptions.inc({ piece });
    let open = true;
    return () => {
      if (open) openSubscriptions.dec({ piece });
      open = false;
    };
  }

  /** A source that cannot be let go of is our trouble; thrown, it would close a socket that many share. */
  async #release(events: Events): Promise<void> {
    try {
      await events.return?.();
    } catch (error) {
      this.#logger.error({ err: error }, 'a source of events could not be let go of');
    }
  }
}
