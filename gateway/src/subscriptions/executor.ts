import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import {
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  type ValidationRule,
} from 'graphql';
import type { Logger } from 'pino';
import type { SubgraphSource } from '../sources/source.ts';
import { graphReplacedError, stoppingError, withCode } from './errors.ts';
import { type Graph, readGraph } from './graph.ts';
import { asServices, createJoin, type Mask } from './join.ts';
import { createPlans, type Plans, type SubscriptionPlan } from './plan.ts';
import { declaredVariables, sharingKey, startsLive, type Variables } from './sharing.ts';
import { createUpstream, type Upstream, type UpstreamLimits } from './upstream.ts';

export type LiveExecutorOptions = {
  /** The composed supergraph. Each subgraph that it names must be among the sources. */
  readonly supergraphSdl: string;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  readonly logger: Logger;
  /** What a client is told of an error. Everything that isn't about the document goes through it. */
  readonly mask: Mask;
  /** Rules beyond GraphQL's own. */
  readonly validationRules?: readonly ValidationRule[];
  /** Types of arguments that say where in a stream to go on. */
  readonly cursorTypes?: readonly string[];
  readonly limits?: Partial<UpstreamLimits> & { readonly maxPlans?: number };
};

export type SubscribeArgs = {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly request: RequestInfo;
};

/** Runs subscriptions over the whole graph. */
export type LiveExecutor = {
  /**
   * The results of a subscription, or why there are none. It never rejects. A stream that ends for a
   * reason of ours says it in its last result: `SUBSCRIPTION_GAP`, `SUBSCRIPTION_TOO_SLOW`,
   * `SUBSCRIPTION_SCHEMA_RELOAD`, `SUBSCRIPTION_ENDED`. Results are shared: don't change them.
   */
  readonly subscribe: (
    args: SubscribeArgs,
  ) => Promise<AsyncIterableIterator<ExecutionResult> | readonly GraphQLError[]>;
  /**
   * Takes another supergraph. A subscription that it would ask the same of the same subgraph goes on;
   * others are ended with `SUBSCRIPTION_SCHEMA_RELOAD`. Throws, and changes nothing, when it can't be read.
   */
  readonly replaceSupergraph: (sdl: string) => void;
  /** The supergraph as it is now. */
  readonly graph: () => Graph;
  /** What clients see of it. */
  readonly schema: () => GraphQLSchema;
  /** How many subscriptions are open at subgraphs. */
  readonly activeUpstreams: () => number;
  /** Starts no more, and ends every subscription with `SUBSCRIPTION_ENDED` once what is in hand is delivered. */
  readonly stop: () => Promise<void>;
};

type Running = {
  readonly upstream: Upstream;
  readonly args: SubscribeArgs;
  readonly variables: Variables;
  readonly live: boolean;
  key: string | null;
};

const defaultLimits: UpstreamLimits = {
  maxEventsBehind: 256,
  maxEventsInHand: 1024,
  joinConcurrency: 4,
};

export function createLiveExecutor(options: LiveExecutorOptions): LiveExecutor {
  const { sources, logger, mask, validationRules } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const cursorTypes = new Set(options.cursorTypes ?? ['Cursor']);
  const services = asServices(sources, logger);
  const reachable = new Set(sources.keys());
  /** Open upstreams. A closing one is not here any more, though its last results may be on their way. */
  const running = new Map<Upstream, Running>();
  /** Where the next client of a key goes. */
  const shared = new Map<string, Running>();
  /** Those, and the closing ones. */
  const unsettled = new Set<Upstream>();
  let stopped = false;
  let plans = plansFor(options.supergraphSdl, 1);

  function plansFor(sdl: string, generation: number): Plans {
    const graph = readGraph(sdl, generation, reachable);
    return createPlans({ graph, validationRules, capacity: limits.maxPlans });
  }

  const joinFor = (plan: SubscriptionPlan, variables: Variables) =>
    createJoin({ plan, variables, services, mask, logger });

  function subscribe(args: SubscribeArgs) {
    if (stopped) return [stoppingError()];
    const plan = plans.find(args.query, args.operationName);
    if (!('primary' in plan)) return plan;
    const { errors, coerced } = getVariableValues(
      plans.graph.schema,
      plan.operation.variableDefinitions ?? [],
      args.variables ?? {},
    );
    if (errors) return errors.map((error) => withCode(error, 'BAD_USER_INPUT'));

    const variables = declaredVariables(plan, args.variables ?? {});
    const key = sharingKey(plan, variables, args.request.viewer);
    const known = key === null ? undefined : shared.get(key);
    // Whoever comes after the first event would miss it. That is right only where a stream is asked
    // for what is new; a replay from a cursor starts afresh for each client.
    if (known && (known.live || known.upstream.fresh())) return known.upstream.attach(args.request);
    const live = startsLive(plan, coerced, cursorTypes);
    return open({ args, variables, live, key }, plan);
  }

  function open(asked: Omit<Running, 'upstream'>, plan: SubscriptionPlan) {
    const upstream = createUpstream({
      plan,
      variables: asked.variables,
      source: sources.get(plan.primary.serviceName)!,
      join: joinFor(plan, asked.variables),
      mask,
      limits,
      onClosed: forget,
    });
    const entry: Running = { ...asked, upstream };
    running.set(upstream, entry);
    unsettled.add(upstream);
    void upstream.settled.then(() => unsettled.delete(upstream));
    if (entry.key !== null) shared.set(entry.key, entry);
    const iterator = upstream.attach(asked.args.request);
    upstream.start();
    return iterator;
  }

  function forget(upstream: Upstream): void {
    const entry = running.get(upstream);
    running.delete(upstream);
    if (entry) unshare(entry);
  }

  function unshare(entry: Running): void {
    if (entry.key !== null && shared.get(entry.key) === entry) shared.delete(entry.key);
  }

  /** Moves a running subscription to the plan that it has now; false when that asks something else. */
  function moved(entry: Running): boolean {
    const { query, operationName, request } = entry.args;
    const plan = plans.find(query, operationName);
    if (!('primary' in plan)) return false;
    if (!entry.upstream.adopt(plan, joinFor(plan, entry.variables))) return false;
    unshare(entry);
    entry.key = sharingKey(plan, entry.variables, request.viewer);
    if (entry.key !== null) shared.set(entry.key, entry);
    return true;
  }

  return {
    async subscribe(args) {
      try {
        return subscribe(args);
      } catch (error) {
        return [mask(error, args.request.requestId)];
      }
    },
    replaceSupergraph(sdl) {
      plans = plansFor(sdl, plans.graph.generation + 1);
      for (const entry of running.values()) {
        let kept = false;
        try {
          kept = moved(entry);
        } catch (error) {
          logger.error({ err: error }, 'a running subscription could not be planned again');
        }
        if (!kept) entry.upstream.end(graphReplacedError());
      }
    },
    graph: () => plans.graph,
    schema: () => plans.graph.schema,
    activeUpstreams: () => running.size,
    async stop() {
      stopped = true;
      for (const upstream of running.keys()) upstream.end(stoppingError());
      await Promise.all(Array.from(unsettled, (upstream) => upstream.settled));
    },
  };
}
