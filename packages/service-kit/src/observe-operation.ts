import { type Attributes, type Span, SpanKind } from '@opentelemetry/api';
import { type ExecutionResult, Kind, type OperationDefinitionNode } from 'graphql';
import { operationSeconds } from './metrics.ts';
import { withRequestId } from './request-id.ts';
import type { RequestInfo } from './subgraph.ts';
import type { Observations } from './tallies.ts';
import { inSpan, markFailed, traceparentOf } from './tracing.ts';

export type ObservedOperation = {
  /** The subgraph that runs it. */
  readonly piece: string;
  /** Validated, so that its fields are ones that the schema has. */
  readonly operation: OperationDefinitionNode;
  readonly request: RequestInfo;
};

/**
 * Runs an operation of a subgraph and tells how it went: a measurement, a span, and the request's id on
 * every log line. The request that `run` gets carries the span on. What it answers or throws goes through.
 */
export async function observeOperation<Answer extends ExecutionResult | AsyncIterable<unknown>>(
  { piece, operation, request }: ObservedOperation,
  run: (request: RequestInfo) => Promise<Answer> | Answer,
): Promise<Answer> {
  const startedAt = performance.now();
  const { title, attributes, tally } = describe(piece, operation);
  let outcome: Outcome = 'error';
  const observed = async (span: Span): Promise<Answer> => {
    const traceparent = traceparentOf(span) ?? request.traceparent;
    const answer = await run({ ...request, traceparent });
    const failure = failureOf(answer);
    if (failure === undefined) outcome = 'ok';
    else markFailed(span, failure);
    return answer;
  };
  try {
    const options = { kind: SpanKind.SERVER, parent: request.traceparent, attributes };
    return await withRequestId(request.requestId, () => inSpan(title, options, observed));
  } finally {
    tally(outcome).observe((performance.now() - startedAt) / 1_000);
  }
}

type Outcome = 'ok' | 'error';

type Described = {
  readonly title: string;
  readonly attributes: Attributes;
  readonly tally: (outcome: Outcome) => Observations;
};

/** Kept as long as the operation's document is, which is one subgraph's alone. */
const known = new WeakMap<OperationDefinitionNode, Described>();

function describe(piece: string, operation: OperationDefinitionNode): Described {
  let described = known.get(operation);
  if (!described) {
    const field = rootFieldOf(operation);
    const kind = operation.operation;
    described = {
      title: `${kind} ${field}`,
      attributes: {
        'graphql.operation.type': kind,
        'graphql.operation.name': operation.name?.value,
        'outlay.subgraph': piece,
      },
      tally: talliesOf(piece, kind, field),
    };
    known.set(operation, described);
  }
  return described;
}

/** Most never fail, and what never happened is not told. */
function talliesOf(...labels: readonly [piece: string, kind: string, field: string]) {
  const tallies: Partial<Record<Outcome, Observations>> = {};
  return (outcome: Outcome) => (tallies[outcome] ??= operationSeconds.labels(...labels, outcome));
}

/**
 * Runs what answers one event of a subscription. An event with a `traceparent` says which trace caused it;
 * then the result goes on under it, in its extensions, which the gateway keeps to itself.
 */
export async function observeEvent(
  { piece, operation, request }: ObservedOperation,
  event: unknown,
  run: () => Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  const { traceparent: cause } = (event ?? {}) as { traceparent?: unknown };
  return withRequestId(request.requestId, async () => {
    if (typeof cause !== 'string') return run();
    const attributes = { 'outlay.subgraph': piece };
    const options = { kind: SpanKind.PRODUCER, parent: cause, attributes };
    return inSpan(`push ${rootFieldOf(operation)}`, options, async (span) => {
      const result = await run();
      const failure = failureOf(result);
      if (failure !== undefined) markFailed(span, failure);
      return { ...result, extensions: { traceparent: traceparentOf(span) ?? cause } };
    });
  });
}

/** The code of the first error; undefined when there is none. */
function failureOf(answer: ExecutionResult | AsyncIterable<unknown>): string | undefined {
  const [first] = 'errors' in answer ? (answer.errors ?? []) : [];
  return first && String(first.extensions['code'] ?? 'GRAPHQL');
}

/** What an operation is called for those who run Outlay; its own name was chosen by a client. */
function rootFieldOf({ selectionSet }: OperationDefinitionNode): string {
  const [first] = selectionSet.selections;
  return first?.kind === Kind.FIELD ? first.name.value : 'fragment';
}
