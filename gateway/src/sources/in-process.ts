import { type ExecutorOptions, SubgraphExecutor } from '@outlay/service-kit/execute.ts';
import { maskError } from '@outlay/service-kit/errors.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import type { Subgraph } from '@outlay/service-kit/subgraph.ts';
import type { ExecutionResult } from 'graphql';
import type { SourceRequest, SourceResponse, SourceSink, SubgraphSource } from './source.ts';

/**
 * Reaches a subgraph of this very process: its schema is called directly and nothing is signed.
 * Stopping the source ends its subscriptions; the subgraph itself is stopped by whoever started it.
 */
export function inProcessSource(
  subgraph: Subgraph,
  logger: Logger,
  options?: ExecutorOptions,
): SubgraphSource {
  const executor = new SubgraphExecutor(subgraph, logger, options);
  const running = new Set<() => void>();
  return {
    name: subgraph.name,
    execute: (request) => executor.execute(request, request.request).then(jsonOf),
    subscribe: (request, sink) => {
      const ending: SourceSink = {
        ...sink,
        error: (errors) => {
          running.delete(end);
          sink.error(errors);
        },
        complete: () => {
          running.delete(end);
          sink.complete();
        },
      };
      const end = pump(executor, request, ending, logger);
      running.add(end);
      return () => {
        running.delete(end);
        end();
      };
    },
    health: () => subgraph.health(),
    stop: async () => {
      for (const end of running) end();
      running.clear();
    },
  };
}

/** Pulls the events of a subscription into the sink until either side ends it. */
function pump(
  executor: SubgraphExecutor,
  request: SourceRequest,
  sink: SourceSink,
  logger: Logger,
): () => void {
  let ended = false;
  let events: AsyncIterableIterator<ExecutionResult> | undefined;

  const run = async (): Promise<void> => {
    const answer = await executor.subscribe(request, request.request);
    if (!(Symbol.asyncIterator in answer)) {
      if (!ended) sink.error(jsonOf(answer).errors ?? []);
      return;
    }
    events = answer;
    // The client may have left while the subscription was being set up.
    if (ended) await events.return?.();
    for (;;) {
      const step = await events.next();
      if (ended) return;
      if (step.done) return sink.complete();
      sink.next(jsonOf(step.value));
    }
  };

  // The executor masks what the subgraph throws while subscribing; an event source that breaks
  // later has nobody else to say so.
  run().catch((error: unknown) => {
    if (!ended) sink.error([maskError(error, logger, request.request.requestId).toJSON()]);
  });
  return () => {
    ended = true;
    void events?.return?.();
  };
}

/** What the same answer would look like after a journey over HTTP. */
function jsonOf({ data, errors, extensions }: ExecutionResult): SourceResponse {
  if (!errors && !extensions && data !== undefined) return { data };
  return {
    ...(data !== undefined && { data }),
    ...(errors && { errors: errors.map((error) => error.toJSON()) }),
    ...(extensions && { extensions }),
  };
}
