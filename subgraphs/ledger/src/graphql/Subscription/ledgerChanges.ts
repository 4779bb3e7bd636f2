import { decodeCursor } from '@outlay/service-kit/cursor.ts';
import { badUserInput } from '@outlay/service-kit/errors.ts';
import { changeFeed } from '../../jobs/change-feed.ts';
import { readChanges, readPosition } from '../../store/transactions.ts';
import { chartOf } from '../access.ts';
import type { Context } from '../context.ts';
import { forgetRows } from '../loaders.ts';
import type { TransactionModel } from '../models.ts';
import type { SubscriptionResolvers } from '../types.generated.ts';

const changesPerRead = 100;

export const ledgerChanges: SubscriptionResolvers['ledgerChanges'] = {
  subscribe: async (_parent, { after }, context) => {
    const { book } = await chartOf(context);
    const { sql, news, drops, logger } = context.ledger;
    const newest = (await readPosition(sql, book.id)) ?? 0n;
    const feed = changeFeed({
      news,
      logger,
      bookId: book.id,
      after: after ? startOf(after, newest) : newest,
      async read(position) {
        const changes = await readChanges(sql, book.id, position, changesPerRead);
        // Another process may have committed them a moment ago, or have died over it: whoever is told of
        // them must not be answered from before them, whether they were dropped by now or not.
        if (changes.length > 0) await drops.drop([book.id]);
        return changes;
      },
      positionOf: ({ position }) => position,
    });
    return feed as AsyncIterable<never>;
  },
  resolve: (transaction: unknown, _args: unknown, context: Context) => {
    // One context serves the whole subscription; each event shows things as they are at its time.
    forgetRows(context.loaders);
    return { transaction: transaction as TransactionModel };
  },
};

/** A place beyond the book's end would swallow changes in silence until the book got there. */
function startOf(cursor: string, newest: bigint): bigint {
  const [position = ''] = decodeCursor('change', cursor, 1);
  const after = /^\d{1,18}$/.test(position) ? BigInt(position) : null;
  if (after !== null && after <= newest) return after;
  throw badUserInput('The cursor is not one of this stream. Pass back a cursor as it was given.');
}
