import { GraphQLError } from 'graphql';

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
