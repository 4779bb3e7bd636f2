import { readPosition } from '../store/transactions.ts';
import { chartOf, viewerOf } from './access.ts';
import type { BookResolvers } from './types.generated.ts';

export const Book: BookResolvers = {
  __resolveReference: async ({ id }, context) =>
    viewerOf(context).bookId === id.toLowerCase() ? (await chartOf(context)).book : null,
  position: ({ id }, _args, { ledger }) => readPosition(ledger.sql, id),
};
