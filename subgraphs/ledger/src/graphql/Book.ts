import { readPosition } from '../store/transactions.ts';
import { chartOf, viewerOf } from './access.ts';
import type { BookResolvers } from './types.generated.ts';

export const Book: BookResolvers = {
  __resolveReference: async ({ id }, context) =>
    viewerOf(context).bookId === id.toLowerCase() ? (await chartOf(context)).book : null,
  verification: ({ id }, _args, { ledger }) => ledger.verify(id),
  position: ({ id }, _args, { ledger }) => readPosition(ledger.sql, id),
};
