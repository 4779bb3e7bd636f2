import { GraphQLError } from 'graphql';

/** A report may wait 5 seconds for a write to arrive; a statement of a year takes a few to import. */
export const defaultTimeoutMs = 15_000;

/** The subgraph is there but took longer than it may. What it was asked to do may still happen. */
export function subgraphTimeout(subgraph: string): GraphQLError {
  return new GraphQLError(
    `The ${subgraph} subgraph did not answer in time. Try again in a moment.`,
    {
      extensions: { code: 'SUBGRAPH_TIMEOUT' },
    },
  );
}

/** The subgraph can't be reached, or what came back is not an answer. */
export function subgraphUnavailable(subgraph: string): GraphQLError {
  return new GraphQLError(`The ${subgraph} subgraph can't be reached. Try again in a moment.`, {
    extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
  });
}
