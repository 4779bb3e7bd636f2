import { executeQueryPlan, type GraphQLDataSource, type ServiceMap } from '@apollo/gateway';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { createDataSource, type GatewayContext } from '../sources/data-source.ts';
import type { SourceResponse, SubgraphSource } from '../sources/source.ts';
import type { SubscriptionPlan } from './plan.ts';
import type { Variables } from './sharing.ts';

type RequestContext = Parameters<typeof executeQueryPlan>[2];

/** What a client is told of an error; see service-kit's `maskError`. */
export type Mask = (error: unknown, requestId: string) => GraphQLError;

/** Completes an event with what other subgraphs know, for the viewer of this request. Never rejects. */
export type Join = (event: SourceResponse, request: RequestInfo) => Promise<ExecutionResult>;

/** The sources as Apollo's executor calls them. */
export function asServices(
  sources: ReadonlyMap<string, SubgraphSource>,
  logger: Logger,
): ServiceMap {
  const entries = [...sources].map(([name, source]) => [name, createDataSource(source, logger)]);
  return Object.fromEntries(entries) as ServiceMap;
}

/**
 * The owner of the root field, for one event: the subscription itself is answered by the event, and
 * what the plan asks of the same subgraph afterwards is asked for real. The executor merges later
 * answers into what it is given, so it gets a copy.
 */
function answeredBy(
  event: SourceResponse,
  subscription: string,
  owner: GraphQLDataSource,
): GraphQLDataSource {
  return {
    process: (options) =>
      options.request.query === subscription
        ? Promise.resolve(structuredClone(event))
        : owner.process(options),
  };
}

export function createJoin(options: {
  readonly plan: SubscriptionPlan;
  readonly variables: Variables;
  readonly services: ServiceMap;
  readonly mask: Mask;
  readonly logger: Logger;
}): Join {
  const { plan, variables, services, mask, logger } = options;
  const { graph, primary } = plan;
  const owner = services[primary.serviceName]!;

  const contextOf = (request: RequestInfo) =>
    ({
      request: { query: plan.query, variables, operationName: plan.operation.name?.value },
      source: plan.query,
      document: plan.document,
      operation: plan.operation,
      operationName: plan.operation.name?.value ?? null,
      schema: graph.schema,
      context: { request } satisfies GatewayContext,
      logger,
      // Where a subgraph answers errors, the executor notes their paths here and fails without it.
      metrics: {},
      // What is left out belongs to caching and to schema hashes, which the executor never reads.
    }) as unknown as RequestContext;

  return async (event, request) => {
    const masked = (error: unknown) => mask(error, request.requestId);
    try {
      const { errors, ...result } = await executeQueryPlan(
        plan.eventPlan,
        { ...services, [primary.serviceName]: answeredBy(event, primary.operation, owner) },
        contextOf(request),
        plan.operationContext,
        graph.supergraphSchema,
        graph.apiSchema,
      );
      // A fetch that threw stands here as it was thrown: masking also makes a GraphQLError of it,
      // without which graphql-ws would end the operation over `toJSON`.
      return errors ? { errors: errors.map(masked), ...result } : result;
    } catch (error) {
      return { errors: [masked(error)] };
    }
  };
}
