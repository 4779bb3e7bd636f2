import type { Entry } from '../domain/entry.ts';
import { invalid, missing } from '../domain/refusal.ts';
import type { PostedTransaction } from '../store/transactions.ts';
import type { Context } from './context.ts';
import type { Recorded, RecordProblem, Reversed } from './record.ts';

/**
 * The transaction that is to be taken back, with its legs. Throws a Refusal when the viewer has none of
 * that id (and kind), or it is itself a reversal. Whether it was taken back before, posting decides.
 */
export async function originalOf(
  { loaders }: Context,
  id: string,
  kind: 'EXPENSE' | null,
): Promise<Entry> {
  const posted = await loaders.transaction.load(id);
  if (!posted || (kind && posted.kind !== kind)) {
    throw missing(kind ? 'expense' : 'transaction', id);
  }
  if (posted.reverses) {
    throw invalid(
      ['id'],
      'is itself a reversal, which stays. Record the transaction anew instead.',
    );
  }
  const { bookId: _, position: __, reversedBy: ___, replacedBy: ____, ...entry } = posted;
  return { ...entry, legs: await loaders.legs.load(posted.id) };
}

export type AlreadyReversed = {
  readonly __typename: 'AlreadyReversed';
  readonly message: string;
  readonly transaction: PostedTransaction;
};

export type TakenBack =
  | { readonly __typename: 'TakenBack'; readonly reversal: PostedTransaction }
  | AlreadyReversed
  | RecordProblem;

/** What taking back the transaction of that id came to. */
export async function takenBack(
  { loaders }: Context,
  id: string,
  result: Recorded | Reversed | RecordProblem,
): Promise<TakenBack> {
  if (result.__typename !== 'Recorded' && result.__typename !== 'Reversed') return result;
  const transaction = await loaders.transaction.load(id);
  if (!transaction) throw new Error(`Transaction ${id} is not to be found`);
  if (result.__typename === 'Reversed') {
    const message = transaction.replacedBy
      ? 'This transaction was corrected before, and that happens once only. Change the one that replaced it.'
      : 'This transaction was removed before, and that happens once only. Record it anew if it was right after all.';
    return { __typename: 'AlreadyReversed', message, transaction };
  }
  const reversal = await loaders.transaction.load(transaction.reversedBy ?? '');
  if (!reversal) throw new Error(`The reversal of ${id} is not to be found`);
  return { __typename: 'TakenBack', reversal };
}
