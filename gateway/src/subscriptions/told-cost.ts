import { type ExecutionResult, GraphQLError } from 'graphql';
import type { ToldCost } from '../guards/rate-limit.ts';

/** Says with a stream's first result what its start cost; those after it cost nothing. Results are shared: none is changed. */
export function tellCost(
  stream: AsyncIterableIterator<ExecutionResult>,
  cost: ToldCost | undefined,
): AsyncIterableIterator<ExecutionResult> {
  if (!cost) return stream;
  let told = false;
  const telling: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      const step = await stream.next();
      if (step.done || told) return step;
      told = true;
      const { value } = step;
      return { done: false, value: { ...value, extensions: { ...value.extensions, cost } } };
    },
    return: async (value) => (await stream.return?.(value)) ?? { done: true, value },
    [Symbol.asyncIterator]: () => telling,
  };
  return telling;
}

/** What a client is told of a refusal, with its cost inside: on a socket there is no place beside an error. */
export function withCostOf(refused: unknown, told: GraphQLError): GraphQLError {
  const cost = refused instanceof GraphQLError ? refused.extensions['cost'] : undefined;
  if (cost === undefined) return told;
  return new GraphQLError(told.message, { extensions: { ...told.extensions, cost } });
}
