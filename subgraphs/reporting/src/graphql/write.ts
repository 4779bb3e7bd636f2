import { once } from '@outlay/service-kit/idempotency.ts';
import type { IdempotencyConflict } from '@outlay/service-kit/problems.ts';
import { lockBooks, type Preferences } from '../store/books.ts';
import type { Transaction } from '../store/connection.ts';
import type { Context } from './context.ts';
import { bookOf } from './loaders.ts';

/** One write to the viewer's book, which is locked. */
export type Write = {
  readonly tx: Transaction;
  readonly bookId: string;
  readonly preferences: Preferences;
  readonly now: Date;
};

/**
 * Runs a write once per idempotency key, in one transaction, with the viewer's book locked, so that it
 * and the consumer never decide about the same budgets at a time. Refusals (anything but `success`) are
 * not kept under the key.
 */
export async function write<Answer extends { readonly __typename: string }>(
  { viewer, reporting, loaders }: Context,
  request: {
    readonly operation: string;
    readonly success: string;
    readonly input: { readonly idempotencyKey: string };
  },
  work: (write: Write) => Promise<Answer>,
): Promise<Answer | IdempotencyConflict> {
  const bookId = bookOf(viewer);
  await loaders.preferences();
  const { idempotencyKey: key, ...input } = request.input;
  const { operation, success } = request;
  const { answer } = await reporting.sql.begin(async (tx) => {
    const decided = once<Answer>(tx, { bookId, key, operation, input }, async () => {
      const preferences = (await lockBooks(tx, [bookId])).get(bookId)?.preferences;
      if (!preferences) throw new Error('The preferences of a book were lost');
      const answer = await work({ tx, bookId, preferences, now: reporting.now() });
      return { answer, keep: answer.__typename === success };
    });
    return { answer: await decided };
  });
  // The gateway does so too, but not after the commit where its patience ended before.
  void reporting.drops.drop([bookId]);
  reporting.relay.wake();
  return answer;
}
