import { buildOperationContext } from '@apollo/gateway';
import { operationFromDocument } from '@apollo/federation-internals';
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
  type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { withCode } from './errors.ts';
import type { Graph } from './graph.ts';
import { NoConditionAtSubscriptionRoot } from './root-conditions.ts';

/** How one subscription document is answered: what is asked upstream, and what is joined to it. */
export type SubscriptionPlan = {
  readonly graph: Graph;
  readonly query: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationContext: ReturnType<typeof buildOperationContext>;
  /** The subscription that the owning subgraph runs. */
  readonly primary: FetchNode;
  /**
   * What is executed for each event. Apollo's executor refuses a `Subscription` node, so this is a
   * sequence of the primary, which the event answers, and the rest.
   */
  readonly eventPlan: QueryPlan;
};

/** The plans of one supergraph. Another supergraph gets another one of these. */
export type Plans = {
  readonly graph: Graph;
  /** A plan, or what is wrong with the document. Throws only what nobody expects. */
  readonly find: (
    query: string,
    operationName?: string,
  ) => SubscriptionPlan | readonly GraphQLError[];
};

export type PlansOptions = {
  readonly graph: Graph;
  /** Rules beyond GraphQL's own. */
  readonly validationRules?: readonly ValidationRule[] | undefined;
  /** How many plans are kept; the least recently used go first. */
  readonly capacity?: number | undefined;
};

/** What is wrong with a document takes up to fifty times the memory of its text. */
const refusedCharacters = 200_000;

export function createPlans({ graph, validationRules = [], capacity = 1000 }: PlansOptions): Plans {
  const kept = new LRUCache<string, SubscriptionPlan>({ max: capacity });
  // By themselves, so that wrong documents push no plan out.
  const refused = new LRUCache<string, readonly GraphQLError[]>({
    maxSize: refusedCharacters,
    sizeCalculation: (_errors, key) => key.length,
  });
  return {
    graph,
    find(query, operationName) {
      const key = JSON.stringify([operationName ?? null, query]);
      const known = kept.get(key) ?? refused.get(key);
      if (known) return known;
      const found = plan(query, operationName);
      if ('primary' in found) kept.set(key, found);
      else refused.set(key, found);
      return found;
    },
  };

  function plan(query: string, operationName: string | undefined) {
    const document = read(query);
    if (!('kind' in document)) return document;
    const errors = check(graph, document, validationRules);
    return errors.length > 0 ? errors : makePlan(graph, query, document, operationName);
  }
}

function read(query: string): DocumentNode | readonly GraphQLError[] {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return [withCode(error, 'GRAPHQL_PARSE_FAILED')];
    throw error;
  }
}

function check(
  graph: Graph,
  document: DocumentNode,
  more: readonly ValidationRule[],
): readonly GraphQLError[] {
  // By itself and first: GraphQL's own rules throw over what it refuses.
  const atRoot = validate(graph.schema, document, [NoConditionAtSubscriptionRoot]);
  const errors =
    atRoot.length > 0 ? atRoot : validate(graph.schema, document, [...specifiedRules, ...more]);
  return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
}

function makePlan(
  graph: Graph,
  query: string,
  document: DocumentNode,
  operationName: string | undefined,
): SubscriptionPlan | readonly GraphQLError[] {
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    return refuse('Name one of the operations of the document.', 'OPERATION_RESOLUTION_FAILURE');
  }
  if (operation.operation !== 'subscription') {
    return refuse(`This is a ${operation.operation}, not a subscription.`, 'BAD_USER_INPUT');
  }
  const { node } = graph.planner.buildQueryPlan(
    operationFromDocument(graph.apiSchema, document, { operationName }),
  );
  if (node?.kind !== 'Subscription') {
    throw new Error(`A subscription was planned as ${node?.kind ?? 'nothing'}`);
  }
  return {
    graph,
    query,
    document,
    operation,
    operationContext: buildOperationContext({
      schema: graph.schema,
      operationDocument: document,
      operationName,
    }),
    primary: node.primary,
    eventPlan: sequence(node.primary, node.rest),
  };
}

function sequence(primary: FetchNode, rest: PlanNode | undefined): QueryPlan {
  return {
    kind: 'QueryPlan',
    node: { kind: 'Sequence', nodes: rest ? [primary, rest] : [primary] },
  };
}

function refuse(message: string, code: string): readonly GraphQLError[] {
  return [new GraphQLError(message, { extensions: { code } })];
}
