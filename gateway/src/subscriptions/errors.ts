import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';

/** Events may be missing; the client subscribes again with the cursor of the last one it has. */
export function gapError(): GraphQLError {
  return ending(
    'SUBSCRIPTION_GAP',
    'The stream was interrupted and events may be missing. Subscribe again with the cursor of the last event you have.',
  );
}

/** The client, or the joining of its events, is more than `limit` events behind the stream. */
export function tooSlowError(limit: number): GraphQLError {
  return ending(
    'SUBSCRIPTION_TOO_SLOW',
    `More than ${limit} events are waiting for you. Subscribe again with the cursor of the last event you have.`,
    { limit },
  );
}

/** The graph was replaced by one in which the running subscription would be asked otherwise. */
export function graphReplacedError(): GraphQLError {
  return ending(
    'SUBSCRIPTION_SCHEMA_RELOAD',
    'The graph was replaced. Subscribe again with the cursor of the last event you have.',
  );
}

/** This gateway is stopping; another one answers a new subscription. */
export function stoppingError(): GraphQLError {
  return ending(
    'SUBSCRIPTION_ENDED',
    'The gateway is stopping. Connect again and subscribe with the cursor of the last event you have.',
  );
}

function ending(code: string, message: string, more?: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...more } });
}

/** The same error with a code, as Apollo Server gives one to errors about the document. */
export function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, path, originalError, extensions } = error;
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    originalError,
    extensions: { ...extensions, code },
  });
}

/**
 * An error that a subgraph answered to the subscription as a whole, in the form that Apollo's
 * executor gives to errors of a fetch, so that masking treats both alike.
 */
export function subgraphError(error: GraphQLFormattedError, subgraph: string): GraphQLError {
  return new GraphQLError(error.message, {
    path: error.path,
    originalError: error as unknown as Error,
    extensions: {
      code: 'DOWNSTREAM_SERVICE_ERROR',
      ...error.extensions,
      serviceName: subgraph,
    },
  });
}
