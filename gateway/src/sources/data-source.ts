import type { GraphQLDataSource } from '@apollo/gateway';
import { maskError } from '@outlay/service-kit/errors.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import { GraphQLError } from 'graphql';
import type { Recording } from '../execution/recording.ts';
import type { SubgraphSource } from './source.ts';

/** What every operation carries through Apollo: who asks, under which id. */
export type GatewayContext = {
  readonly request: RequestInfo;
  /** What subgraphs answered already, when Apollo goes over an operation that was begun without it. */
  readonly recording?: Recording | undefined;
};

/**
 * A source as Apollo's executor wants it. A subgraph that gives no answer becomes an error of its
 * fetch alone, so the rest of the answer is kept. What is thrown into Apollo's executor would have to
 * be a GraphQLError (anything else ends the whole operation with `e.toJSON is not a function`), so
 * nothing is.
 */
export function createDataSource(
  source: SubgraphSource,
  logger: Logger,
): GraphQLDataSource<GatewayContext> {
  return {
    process: async ({ request: { query, operationName, variables }, context }) => {
      const { request, recording } = context as GatewayContext;
      if (query === undefined) throw new GraphQLError('A fetch without a document.');
      try {
        const asked = { query, operationName, variables, request };
        const answer = await (recording?.replay(source, asked) ?? source.execute(asked));
        return answer as Awaited<ReturnType<GraphQLDataSource['process']>>;
      } catch (error) {
        // Without a code it would pass for one of graphql-js about the client's document.
        const isOurs = error instanceof GraphQLError && 'code' in error.extensions;
        const told = isOurs ? error : new Error(`${source.name} failed`, { cause: error });
        return { errors: [maskError(told, logger, request.requestId)] };
      }
    },
  };
}
