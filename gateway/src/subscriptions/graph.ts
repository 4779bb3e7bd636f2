import { type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { withCheckedScalars } from '../checked-scalars.ts';

/** One supergraph, ready to be planned and executed against. */
export type Graph = {
  /** Tells this supergraph from the ones before it. */
  readonly generation: number;
  readonly planner: QueryPlanner;
  /** What clients see, for validation and for the executor. */
  readonly schema: GraphQLSchema;
  readonly apiSchema: Schema;
  readonly supergraphSchema: GraphQLSchema;
};

/**
 * Reads a composed supergraph. Throws when it isn't one, or when it names a subgraph that is not
 * among `reachable`.
 */
export function readGraph(sdl: string, generation: number, reachable: ReadonlySet<string>): Graph {
  const supergraph = Supergraph.build(sdl);
  const strangers = supergraph
    .subgraphsMetadata()
    .map(({ name }) => name)
    .filter((name) => !reachable.has(name));
  if (strangers.length > 0) {
    throw new Error(`The supergraph names subgraphs without a source: ${strangers.join(', ')}`);
  }
  const apiSchema = supergraph.apiSchema();
  return {
    generation,
    planner: new QueryPlanner(supergraph),
    schema: withCheckedScalars(apiSchema.toGraphQLJSSchema()),
    apiSchema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
  };
}
