import { GraphQLError } from 'graphql';
import { requestHash } from '@outlay/service-kit/idempotency.ts';
import {
  idempotencyConflict,
  invalidField,
  notFound,
  type IdempotencyConflict,
  type InvalidInput,
  type NotFound,
} from '@outlay/service-kit/problems.ts';
import type { Chart } from '../domain/chart.ts';
import type { Entry } from '../domain/entry.ts';
import { Refusal } from '../domain/refusal.ts';
import { OverloadedError } from '../jobs/group-commit.ts';
import { readKey } from '../store/transactions.ts';
import type { WriteOutcome } from '../store/write.ts';
import { chartOf, viewerOf } from './access.ts';
import type { Context } from './context.ts';
import { forgetRows } from './loaders.ts';
import type { TransactionModel } from './models.ts';

/** What is to be posted, and what it was decided by. */
export type Decision = {
  readonly entries: readonly Entry[];
};

export type Request = {
  /** The mutation; requests of different mutations are never the same. */
  readonly operation: string;
  readonly input: { readonly idempotencyKey: string };
};

/** The last transaction of what was posted, and its position. */
export type Recorded = {
  readonly __typename: 'Recorded';
  readonly transaction: TransactionModel;
  readonly position: bigint;
};

/** What a transaction would reverse is reversed already. */
export type Reversed = { readonly __typename: 'Reversed' };

export type RecordProblem = InvalidInput | NotFound | IdempotencyConflict;

const maxDecisions = 3;

/**
 * Decides by the book's chart and posts what was decided. The chart may be behind, so a refusal counts
 * only by a fresh one; and a request that was answered before is answered the same, whatever has changed
 * in the meantime, so a refusal counts only for a key that is new.
 */
export async function record(
  context: Context,
  request: Request,
  decide: (chart: Chart) => Decision | Promise<Decision>,
): Promise<Recorded | Reversed | RecordProblem> {
  const { ledger } = context;
  const { bookId } = viewerOf(context);
  const { idempotencyKey: key, ...input } = request.input;
  const hash = requestHash(request.operation, input);
  const earlier = async (): Promise<WriteOutcome | null> => {
    const known = await readKey(ledger.sql, bookId, key);
    if (!known) return null;
    return hash.equals(known.hash) ? { outcome: 'replayed', ...known } : { outcome: 'conflict' };
  };

  for (let decisions = 1; ; decisions += 1) {
    let decision: Decision;
    try {
      decision = await decide(await chartOf(context));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (decisions === 1) {
        ledger.charts.forget(bookId);
        continue;
      }
      const known = await earlier();
      return known ? answer(context, known, key) : problemOf(error);
    }
    const { traceparent } = context;
    const outcome = await ledger.poster
      .post({ bookId, key, hash, traceparent, ...decision })
      .catch(turnAway);
    forgetRows(context.loaders);
    if (outcome.outcome === 'stored') return stored(bookId, decision.entries, outcome.position);
    if (outcome.outcome !== 'chart') return answer(context, outcome, key);
    ledger.charts.forget(bookId);
    if (decisions >= maxDecisions) {
      throw new Error('The chart that decides and the chart that posts disagree for good');
    }
  }
}

async function answer(
  context: Context,
  outcome: WriteOutcome,
  key: string,
): Promise<Recorded | Reversed | RecordProblem> {
  if (outcome.outcome === 'replayed') {
    const transaction = await context.loaders.transaction.load(outcome.transactionId);
    if (!transaction) throw new Error(`Transaction ${outcome.transactionId} is not to be found`);
    return { __typename: 'Recorded', transaction, position: outcome.position };
  }
  return outcome.outcome === 'reversed' ? { __typename: 'Reversed' } : idempotencyConflict(key);
}

function stored(bookId: string, entries: readonly Entry[], position: bigint): Recorded {
  const last = entries.at(-1) as Entry;
  return { __typename: 'Recorded', transaction: postedNow(bookId, last, position), position };
}

function postedNow(bookId: string, entry: Entry, position: bigint): TransactionModel {
  return { ...entry, bookId, position, reversedBy: null, replacedBy: null };
}

export function problemOf(refusal: Refusal): InvalidInput | NotFound {
  const { reason, message } = refusal;
  return reason.kind === 'invalid'
    ? invalidField(reason.path, message)
    : notFound(reason.what, reason.id);
}

function turnAway(error: unknown): never {
  if (!(error instanceof OverloadedError)) throw error;
  throw new GraphQLError('The ledger is busy. Try again in a moment.', {
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryAfterSeconds: 1 },
  });
}
