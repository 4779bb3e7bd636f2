import { type ExecutionResult, Kind, type OperationDefinitionNode } from 'graphql';
import { operationSeconds } from './metrics.ts';

export type ObservedOperation = {
  /** The subgraph that runs it. */
  readonly piece: string;
  /** Validated, so that its fields are ones that the schema has. */
  readonly operation: OperationDefinitionNode;
};

/** Runs an operation of a subgraph and tells how it went. What it answers or throws goes through. */
export async function observeOperation<Answer extends ExecutionResult | AsyncIterable<unknown>>(
  { piece, operation }: ObservedOperation,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const startedAt = performance.now();
  let outcome = 'error';
  try {
    const answer = await run();
    if (!('errors' in answer) || answer.errors === undefined) outcome = 'ok';
    return answer;
  } finally {
    const labels = { piece, kind: operation.operation, field: rootFieldOf(operation), outcome };
    operationSeconds.observe(labels, (performance.now() - startedAt) / 1_000);
  }
}

/** What an operation is called for those who run Outlay; its own name was chosen by a client. */
function rootFieldOf({ selectionSet }: OperationDefinitionNode): string {
  const [first] = selectionSet.selections;
  return first?.kind === Kind.FIELD ? first.name.value : 'fragment';
}
