import { GraphQLError } from 'graphql';

/** The subgraph is there but took longer than it may. What it was asked to do may still happen. */
export function subgraphTimeout(subgraph: string): GraphQLError {
  return unanswered(
    'SUBGRAPH_TIMEOUT',
    `The ${subgraph} subgraph did not answer in time. Try again in a moment.`,
  );
}

/** The subgraph can't be reached, or what came back is not an answer. */
export function subgraphUnavailable(subgraph: string): GraphQLError {
  return unanswered(
    'SUBGRAPH_UNAVAILABLE',
    `The ${subgraph} subgraph can't be reached. Try again in a moment.`,
  );
}

/** As much is being asked of the subgraph as it is given at once; this was not. */
export function subgraphBusy(subgraph: string): GraphQLError {
  return unanswered(
    'SUBGRAPH_BUSY',
    `The ${subgraph} subgraph has too much to do. Try again in a moment.`,
    { retryAfterSeconds: 1 },
  );
}

function unanswered(code: string, message: string, more?: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...more } });
}
