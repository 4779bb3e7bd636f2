import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { maskError } from './errors.ts';
import type { Logger } from './logger.ts';

/** The gateway sends a few fixed documents; this many are kept parsed and validated. */
const documentsKept = 1_000;

/** Documents parsed and validated once, the latest thousand. */
export class DocumentCache {
  readonly #schema: GraphQLSchema;
  readonly #logger: Logger;
  readonly #documents = new Map<string, DocumentNode | readonly GraphQLError[]>();

  constructor(schema: GraphQLSchema, logger: Logger) {
    this.#schema = schema;
    this.#logger = logger;
  }

  /** The operation parsed and validated, or what is wrong with it. */
  get(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#documents.get(query);
    if (known) return known;
    const document = this.#read(query);
    if (this.#documents.size >= documentsKept) {
      const [oldest] = this.#documents.keys();
      if (oldest !== undefined) this.#documents.delete(oldest);
    }
    this.#documents.set(query, document);
    return document;
  }

  #read(query: string): DocumentNode | readonly GraphQLError[] {
    let document: DocumentNode;
    try {
      document = parse(query);
    } catch (error) {
      return [this.#told(error, 'GRAPHQL_PARSE_FAILED')];
    }
    try {
      const errors = validate(this.#schema, document);
      if (errors.length === 0) return document;
      return errors.map((error) => this.#told(error, 'GRAPHQL_VALIDATION_FAILED'));
    } catch (error) {
      // graphql 16's validate() throws its finding about `@include(if: $x)` at a subscription's root.
      return [this.#told(error, 'GRAPHQL_VALIDATION_FAILED')];
    }
  }

  #told(error: unknown, code: string): GraphQLError {
    if (!(error instanceof GraphQLError)) return maskError(error, this.#logger);
    const { message, nodes, source, positions } = error;
    return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
  }
}
