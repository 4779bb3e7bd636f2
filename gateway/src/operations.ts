import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer, type ApolloServerOptions } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { maskError } from '@outlay/service-kit/errors.ts';
import type { Operation } from '@outlay/service-kit/execute.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import { withoutPrivateText } from '@outlay/service-kit/without-private-text.ts';
import {
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLError,
  Kind,
} from 'graphql';
import { withCheckedScalars } from './checked-scalars.ts';
import { forbidApolloTelemetry } from './config.ts';
import type { Recording } from './execution/recording.ts';
import { refusedWhole } from './guards/refused-whole.ts';
import { createDataSource, type GatewayContext } from './sources/data-source.ts';
import type { SubgraphSource } from './sources/source.ts';
import { withCode } from './subscriptions/errors.ts';

type FederatedSchema = NonNullable<
  Extract<ApolloServerOptions<GatewayContext>, { gateway?: unknown }>['gateway']
>;

export type OperationsOptions = {
  readonly supergraphSdl: string;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  /** Whether clients may ask for the schema. */
  readonly introspection: boolean;
  readonly logger: Logger;
};

/** What came of an operation, and how that is told over HTTP. */
export type OperationAnswer = {
  readonly result: FormattedExecutionResult;
  readonly status: number;
  readonly headers: Iterable<readonly [name: string, value: string]>;
};

/** Queries and mutations over the whole graph: Apollo plans and executes them. */
export type Operations = {
  /** Runs one, after the guards. */
  readonly answer: (
    operation: Operation,
    request: RequestInfo,
    /** What subgraphs answered already. */
    recording?: Recording,
  ) => Promise<OperationAnswer>;
  readonly stop: () => Promise<void>;
};

export async function startOperations(options: OperationsOptions): Promise<Operations> {
  const { logger } = options;
  const server = new ApolloServer<GatewayContext>({
    gateway: federatedSchema(options),
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: !options.introspection,
    // Nothing of HTTP is left to Apollo.
    csrfPrevention: false,
    allowBatchedHttpRequests: false,
    // Found by their hash before they come here.
    persistedQueries: false,
    // Parsed documents are kept in Apollo's own store, 30 MiB of them.
    cache: 'bounded',
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // Most errors were masked before; this is for those that Apollo makes itself.
    formatError: (_formatted, error) => maskError(error, logger).toJSON(),
    logger: quiet(logger),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      refusedWhole,
    ],
  });
  await server.start();
  return {
    answer: async ({ query, operationName, variables }, request, recording) => {
      const { body, http } = await server.executeOperation(
        {
          query,
          operationName: operationName ?? undefined,
          variables: (variables ?? undefined) as Record<string, unknown> | undefined,
        },
        { contextValue: { request, recording } },
      );
      if (body.kind !== 'single') {
        throw new Error('Apollo answered in parts, which nobody asked for.');
      }
      const result = body.singleResult as FormattedExecutionResult;
      return { result, status: http.status ?? 200, headers: http.headers };
    },
    stop: () => server.stop(),
  };
}

/** Apollo's gateway, with what it answers masked while it is still known for which request. */
function federatedSchema({ supergraphSdl, sources, logger }: OperationsOptions): FederatedSchema {
  forbidApolloTelemetry();
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }) => {
      const source = sources.get(name);
      if (!source) throw new Error(`The supergraph has a subgraph "${name}" that nothing reaches.`);
      return createDataSource(source, logger);
    },
    logger: quiet(logger),
    // Any client could ask for the query plan, which names subgraphs and their documents.
    __exposeQueryPlanExperimental: false,
    validateSupergraph: true,
  });
  return {
    load: async (options) => {
      const { schema, executor } = await gateway.load(options);
      return {
        schema,
        executor: async (context) => {
          const { requestId } = (context.context as GatewayContext).request;
          const result = (await executor(context)) as ExecutionResult;
          return masked(result, logger, requestId) as never;
        },
      };
    },
    onSchemaLoadOrUpdate: (callback) =>
      gateway.onSchemaLoadOrUpdate((loaded) => {
        withCheckedScalars(loaded.apiSchema);
        callback(loaded as never);
      }),
    stop: () => gateway.stop(),
  };
}

function masked(result: ExecutionResult, logger: Logger, requestId: string): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map((error) => {
    const known = isAboutVariables(error) ? withCode(error, 'BAD_USER_INPUT') : error;
    return maskError(known, logger, requestId);
  });
  return { ...result, errors };
}

/** graphql-js gives these no code, though they tell of nothing but what the client sent. */
function isAboutVariables({ path, nodes }: GraphQLError): boolean {
  return path === undefined && nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
}

/** What Apollo has to tell in passing is of no interest to those who run Outlay. */
function quiet(logger: Logger) {
  const text = (message: unknown): string => withoutPrivateText(String(message));
  const debug = (message: unknown): void => logger.debug(text(message));
  return {
    debug,
    info: debug,
    warn: (message: unknown): void => logger.warn(text(message)),
    error: (message: unknown): void => logger.error(text(message)),
  };
}
