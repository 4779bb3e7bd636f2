import {
  type DocumentNode,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  subscribe,
} from 'graphql';
import { DocumentCache } from './document-cache.ts';
import { badUserInput, maskError } from './errors.ts';
import type { Logger } from './logger.ts';
import type { RequestInfo, Subgraph } from './subgraph.ts';

export type Operation = {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
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
      const prepared = this.#prepare(operation, request, false);
      if ('errors' in prepared) return prepared;
      return this.#masked(await execute(prepared), request);
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
      const prepared = this.#prepare(operation, request, true);
      if ('errors' in prepared) return prepared;
      const events = await subscribe(prepared);
      if (!(Symbol.asyncIterator in events)) return this.#masked(events, request);
      return this.#maskedEvents(events, request);
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
    request: RequestInfo,
    live: boolean,
  ): ExecutionArgs | { errors: readonly GraphQLError[] } {
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
    return {
      schema: this.#subgraph.schema,
      document,
      contextValue: this.#subgraph.context(request),
      variableValues: variables,
      operationName,
    };
  }

  #masked(result: ExecutionResult, request: RequestInfo): ExecutionResult {
    if (!result.errors) return result;
    const errors = result.errors.map((error) => maskError(error, this.#logger, request.requestId));
    return { ...result, errors };
  }

  /** A hand-made iterator: an `async function*` would hold its source until the next event. */
  #maskedEvents(events: Events, request: RequestInfo): AsyncIterableIterator<ExecutionResult> {
    const masked: AsyncIterableIterator<ExecutionResult> = {
      next: async () => {
        try {
          const step = await events.next();
          if (step.done) return { done: true, value: undefined };
          return { done: false, value: this.#masked(step.value, request) };
        } catch (error) {
          await this.#release(events);
          throw maskError(error, this.#logger, request.requestId);
        }
      },
      return: async () => {
        await this.#release(events);
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => masked,
    };
    return masked;
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
