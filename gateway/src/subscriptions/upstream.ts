import type { RequestInfo } from '@outlay/service-kit/subgraph.ts';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { observePush } from '../observing/push.ts';
import type { SourceResponse, SubgraphSource } from '../sources/source.ts';
import { createDelivery, type Delivery } from './deliver.ts';
import { gapError, subgraphError, tooSlowError } from './errors.ts';
import type { Join, Mask } from './join.ts';
import { createLane } from './lane.ts';
import type { SubscriptionPlan } from './plan.ts';
import { pickVariables, type Variables } from './sharing.ts';

export type UpstreamLimits = {
  /** How many results may wait for one client. */
  readonly maxEventsBehind: number;
  /** How many events of one upstream may wait to be joined. */
  readonly maxEventsInHand: number;
  /** How many events of one upstream are joined at the same time. */
  readonly joinConcurrency: number;
};

export type UpstreamOptions = {
  readonly plan: SubscriptionPlan;
  readonly variables: Variables;
  readonly source: SubgraphSource;
  readonly join: Join;
  readonly mask: Mask;
  readonly limits: UpstreamLimits;
  /** No client can join any more. Called once, and before the last results are delivered. */
  readonly onClosed: (upstream: Upstream) => void;
};

/** One subscription at a subgraph, and the clients that share it. */
export type Upstream = {
  /** False once an event was delivered: who joins later doesn't get it. */
  readonly fresh: () => boolean;
  readonly attach: (request: RequestInfo) => AsyncIterableIterator<ExecutionResult>;
  /** Asks the subgraph. Call it when the first client is attached. */
  readonly start: () => void;
  /** Goes on with another plan that asks the same of the same subgraph. */
  readonly adopt: (plan: SubscriptionPlan, join: Join) => boolean;
  /** Delivers what is in hand, then this error, then the end. */
  readonly end: (error?: GraphQLError) => void;
  /** Resolves when nothing more is delivered: everything was said, or nobody is listening. */
  readonly settled: Promise<void>;
};

type Client = { readonly request: RequestInfo; readonly delivery: Delivery<ExecutionResult> };

/**
 * The states of an upstream: open → closing → closed.
 *
 * - open: events are joined and delivered; clients come and go.
 * - closing: the subgraph ended, failed or lost events, or events came too fast. The subgraph is let
 *   go of, the events in hand are still delivered, then the last word and the end.
 * - closed: the last client left, or everything was said.
 */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { source, limits, mask } = options;
  let { plan, join } = options;
  const clients = new Set<Client>();
  let open = true;
  let delivered = false;
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  let stopSource: (() => void) | undefined;

  const lane = createLane<SourceResponse, ExecutionResult>({
    concurrency: limits.joinConcurrency,
    capacity: limits.maxEventsInHand,
    work: (event) => observePush(join, event, speaker()),
    deliver: (result) => {
      delivered = true;
      for (const { delivery } of clients) delivery.push(result);
    },
  });

  /** Joins are made in the name of the client whose token lives longest. They are all one viewer's. */
  function speaker(): RequestInfo {
    const [first, ...others] = [...clients].map(({ request }) => request);
    return others.reduce((best, one) => (expiry(one) > expiry(best) ? one : best), first!);
  }

  function close(): boolean {
    if (!open) return false;
    open = false;
    stopSource?.();
    options.onClosed(upstream);
    return true;
  }

  function end(errors?: readonly GraphQLError[]): void {
    if (!close()) return;
    lane.close(() => {
      for (const { delivery } of clients) delivery.finish(errors && { errors });
      clients.clear();
      settle();
    });
  }

  function leave(client: Client): void {
    clients.delete(client);
    if (clients.size > 0) return;
    lane.drop();
    close();
    settle();
  }

  function subscribe(request: RequestInfo): () => void {
    const { operation, operationName, variableUsages = [] } = plan.primary;
    const variables = pickVariables(variableUsages, options.variables);
    return source.subscribe(
      { query: operation, operationName, variables, request },
      {
        next: (event) => {
          if (!lane.push(event)) end([tooSlowError(limits.maxEventsInHand)]);
        },
        error: (errors) =>
          end(errors.map((e) => mask(subgraphError(e, source.name), request.requestId))),
        complete: () => end(),
        gap: () => end([gapError()]),
      },
    );
  }

  const upstream: Upstream = {
    fresh: () => !delivered,
    attach(request) {
      const client: Client = {
        request,
        delivery: createDelivery<ExecutionResult>({
          capacity: limits.maxEventsBehind,
          tooSlow: () => ({ errors: [tooSlowError(limits.maxEventsBehind)] }),
          onLeave: () => leave(client),
        }),
      };
      clients.add(client);
      return client.delivery.iterator;
    },
    start() {
      const request = speaker();
      try {
        const stop = subscribe(request);
        // The source may have ended it already, from inside `subscribe`.
        if (open) stopSource = stop;
        else stop();
      } catch (error) {
        end([mask(error, request.requestId)]);
      }
    },
    adopt(nextPlan, nextJoin) {
      if (!asksTheSame(plan, nextPlan)) return false;
      plan = nextPlan;
      join = nextJoin;
      return true;
    },
    end: (error) => end(error && [error]),
    settled,
  };
  return upstream;
}

function expiry({ viewer }: RequestInfo): number {
  return viewer?.expiresAt ?? 0;
}

function asksTheSame({ primary: one }: SubscriptionPlan, { primary: other }: SubscriptionPlan) {
  return (
    one.serviceName === other.serviceName &&
    one.operation === other.operation &&
    one.operationName === other.operationName
  );
}
