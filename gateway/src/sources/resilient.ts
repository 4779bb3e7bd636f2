import type { Logger } from '@outlay/service-kit/logger.ts';
import {
  BrokenCircuitError,
  bulkhead,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  isTaskCancelledError,
  wrap,
} from 'cockatiel';
import { GraphQLError } from 'graphql';
import { breakerState, bulkheadInflight, bulkheadRejected, subgraphSeconds } from '../metrics.ts';
import { inTime } from './in-time.ts';
import type { SourceRequest, SourceResponse, SubgraphSource } from './source.ts';
import { subgraphBusy, subgraphTimeout, subgraphUnavailable } from './unanswered.ts';

/** How much of the gateway one subgraph may tie up. */
export type Resilience = {
  /** How long a query or mutation may take, from when it is sent. */
  readonly timeoutMs: number;
  /** Queries and mutations at the subgraph at once; */
  readonly concurrency: number;
  /** and how many more may wait for one of these places. */
  readonly queue: number;
  /** So many in a row without an answer open the breaker. */
  readonly breakerFailures: number;
  /** How long an open breaker keeps everything from the subgraph at first; up to ten times that later. */
  readonly breakerOpenMs: number;
};

/**
 * A report may wait 5 seconds for a write to arrive; a statement of a year takes a few to import. The
 * queue is what a subgraph that is well works off in a fraction of a second.
 */
export const defaultResilience: Resilience = {
  timeoutMs: 15_000,
  concurrency: 64,
  queue: 128,
  breakerFailures: 10,
  breakerOpenMs: 1_000,
};

const longestOpen = 10;

/**
 * Keeps the trouble of one subgraph from the others. Each query or mutation takes a place (bulkhead),
 * passes the circuit breaker and has its time; what comes of one that gets no answer is an error with a
 * code, and a fetch's error costs the fields of that fetch alone.
 *
 * - Every place taken and the queue full: `SUBGRAPH_BUSY`, at once.
 * - Time is up: `SUBGRAPH_TIMEOUT`; the source is told by its signal.
 * - No answer, or the breaker is open: `SUBGRAPH_UNAVAILABLE`.
 *
 * The breaker opens after failures in a row, not at a share of them: one answer proves that some
 * replica answers, and an open breaker would take that away too. Errors of GraphQL are answers. Open, it
 * lets one operation try after a while, and nobody waits for how that goes. It knows nothing of
 * subscriptions: those have one connection, which is made again for as long as they last.
 */
export function resilientSource(
  source: SubgraphSource,
  options: Resilience,
  logger: Logger,
): SubgraphSource {
  const labels = { subgraph: source.name };
  const places = bulkhead(options.concurrency, options.queue);
  const breaker = circuitBreaker(handleWhen(isNoAnswer), {
    breaker: new ConsecutiveBreaker(options.breakerFailures),
    halfOpenAfter: new ExponentialBackoff({
      initialDelay: options.breakerOpenMs,
      maxDelay: options.breakerOpenMs * longestOpen,
    }),
  });
  const policy = wrap(places, breaker);
  // Node has a list of timers for each length of time, and makes it anew whenever the last of them is cleared:
  // while this one stands in it, to start one and to clear it takes a third of that.
  const standing = setInterval(() => {}, options.timeoutMs).unref();
  const inflight = bulkheadInflight.labels(source.name);
  const answered = subgraphSeconds.labels(source.name, 'answered');

  breakerState.set(labels, breaker.state);
  breaker.onStateChange((state) => {
    breakerState.set(labels, state);
    if (state === CircuitState.Open) logger.warn(labels, 'a subgraph is left alone for a while');
    if (state === CircuitState.Closed) logger.info(labels, 'a subgraph answers again');
  });

  function execute(request: SourceRequest): Promise<SourceResponse> {
    // Cockatiel would let everyone wait for the one that tries.
    if (breaker.state === CircuitState.HalfOpen) throw new BrokenCircuitError();
    return policy.execute(() => inTime(options.timeoutMs, source, request));
  }

  return {
    ...source,
    execute: async (request) => {
      const startedAt = performance.now();
      inflight.value += 1;
      try {
        const answer = await execute(request);
        answered.observe(secondsSince(startedAt));
        return answer;
      } catch (error) {
        const { outcome, told } = whatBecameOf(error, source.name);
        subgraphSeconds.labels(source.name, outcome).observe(secondsSince(startedAt));
        if (outcome === 'busy') bulkheadRejected.inc(labels);
        if (outcome === 'timeout') {
          const { requestId } = request.request;
          logger.warn({ ...labels, requestId }, 'a subgraph took too long');
        }
        throw told;
      } finally {
        inflight.value -= 1;
      }
    },
    async stop() {
      clearInterval(standing);
      await source.stop();
    },
  };
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1_000;
}

type Outcome = { readonly outcome: string; readonly told: unknown };

function whatBecameOf(error: unknown, subgraph: string): Outcome {
  if (isBulkheadRejectedError(error)) return { outcome: 'busy', told: subgraphBusy(subgraph) };
  if (isTaskCancelledError(error)) return { outcome: 'timeout', told: subgraphTimeout(subgraph) };
  if (isBrokenCircuitError(error)) return { outcome: 'open', told: subgraphUnavailable(subgraph) };
  // Of the source: that there was no answer, or something that nobody expected.
  return { outcome: 'unavailable', told: error };
}

function isNoAnswer(error: unknown): boolean {
  if (isTaskCancelledError(error)) return true;
  return error instanceof GraphQLError && error.extensions['code'] === 'SUBGRAPH_UNAVAILABLE';
}
