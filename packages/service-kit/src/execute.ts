import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  parse,
  subscribe,
  validate,
} from 'graphql';
import { maskError } from './errors.ts';
import type { Logger } from './logger.ts';
import type { RequestInfo, Subgraph } from './subgraph.ts';

export type Operation = {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
};

/** The gateway sends a few fixed documents; this many are kept parsed and validated. */
const documentsKept = 1_000;

/** Runs operations on a subgraph's schema, for whichever transport brings them. Errors come out masked. */
export class SubgraphExecutor {
  readonly #subgraph: Subgraph;
  readonly #logger: Logger;
  readonly #documents = new Map<string, DocumentNode | readonly GraphQLError[]>();

  constructor(subgraph: Subgraph, logger: Logger) {
    this.#subgraph = subgraph;
    this.#logger = logger;
  }

  async execute(operation: Operation, request: RequestInfo): Promise<ExecutionResult> {
    const document = this.documentOf(operation.query);
    if (!('kind' in document)) return { errors: document };
    try {
      const result = await execute(this.#argumentsOf(document, operation, request));
      return this.#masked(result, request);
    } catch (error) {
      return { errors: [maskError(error, this.#logger, request.requestId)] };
    }
  }

  /** The events of a subscription, or why there are none. */
  async subscribe(
    operation: Operation,
    request: RequestInfo,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const document = this.documentOf(operation.query);
    if (!('kind' in document)) return { errors: document };
    try {
      const events = await subscribe(this.#argumentsOf(document, operation, request));
      if (!(Symbol.asyncIterator in events)) return this.#masked(events, request);
      return this.#maskedEvents(events, request);
    } catch (error) {
      return { errors: [maskError(error, this.#logger, request.requestId)] };
    }
  }

  #argumentsOf(document: DocumentNode, operation: Operation, request: RequestInfo) {
    return {
      schema: this.#subgraph.schema,
      document,
      contextValue: this.#subgraph.context(request),
      variableValues: operation.variables,
      operationName: operation.operationName,
    };
  }

  /** The operation parsed and validated, or what is wrong with it. */
  documentOf(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#documents.get(query);
    if (known) return known;
    const document = this.#parsed(query);
    if (this.#documents.size >= documentsKept) {
      const [oldest] = this.#documents.keys();
      if (oldest !== undefined) this.#documents.delete(oldest);
    }
    this.#documents.set(query, document);
    return document;
  }

  #parsed(query: string): DocumentNode | readonly GraphQLError[] {
    try {
      const document = parse(query);
      const errors = validate(this.#subgraph.schema, document);
      return errors.length > 0 ? errors : document;
    } catch (error) {
      return [error instanceof GraphQLError ? error : new GraphQLError(String(error))];
    }
  }

  #masked(result: ExecutionResult, request: RequestInfo): ExecutionResult {
    if (!result.errors) return result;
    const errors = result.errors.map((error) => maskError(error, this.#logger, request.requestId));
    return { ...result, errors };
  }

  /** A hand-made iterator: an `async function*` would hold its source until the next event. */
  #maskedEvents(
    events: AsyncIterableIterator<ExecutionResult> | AsyncGenerator<ExecutionResult, void, void>,
    request: RequestInfo,
  ): AsyncIterableIterator<ExecutionResult> {
    const masked: AsyncIterableIterator<ExecutionResult> = {
      next: async () => {
        const step = await events.next();
        if (step.done) return { done: true, value: undefined };
        return { done: false, value: this.#masked(step.value, request) };
      },
      return: async () => {
        await events.return?.();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => masked,
    };
    return masked;
  }
}
