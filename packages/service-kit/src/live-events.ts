import type { ExecutionResult } from 'graphql';

export type LiveEventsOptions = {
  /** What happens, as the subgraph tells it. */
  readonly source: AsyncIterator<unknown>;
  /** What a subscriber gets for it. */
  readonly answer: (event: unknown) => Promise<ExecutionResult>;
  /** What a subscriber is told when either fails. */
  readonly masked: (error: unknown) => Error;
  /** The source could not be let go of. */
  readonly unreleased: (error: unknown) => void;
  /** Called once, when no more events will come. */
  readonly ended: () => void;
};

/**
 * The results of a subscription. A hand-made iterator: an `async function*` would hold its source until the
 * next event.
 */
export function liveEvents(options: LiveEventsOptions): AsyncIterableIterator<ExecutionResult> {
  const { source, answer } = options;
  let open = true;

  const end = (): IteratorResult<ExecutionResult> => {
    if (open) options.ended();
    open = false;
    return { done: true, value: undefined };
  };

  /** A source that cannot be let go of is our trouble; thrown, it would close a socket that many share. */
  const release = async (): Promise<void> => {
    try {
      await source.return?.();
    } catch (error) {
      options.unreleased(error);
    }
  };

  const events: AsyncIterableIterator<ExecutionResult> = {
    next: async () => {
      try {
        const step = await source.next();
        return step.done ? end() : { done: false, value: await answer(step.value) };
      } catch (error) {
        end();
        await release();
        throw options.masked(error);
      }
    },
    return: async () => {
      end();
      await release();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => events,
  };
  return events;
}
