import type { Context } from './context.ts';
import type { TransactionModel } from './models.ts';
import { moneyOf } from './money.ts';
import { viewerOf } from './access.ts';
import type { TransactionResolvers } from './types.generated.ts';

export const Transaction: TransactionResolvers = {
  __resolveReference: ({ id }, context) => {
    viewerOf(context);
    return context.loaders.transaction.load(id);
  },
  status: ({ reverses, reversedBy }) => {
    if (reverses) return 'REVERSAL';
    return reversedBy ? 'REVERSED' : 'POSTED';
  },
  amount: ({ amount, currency }) => moneyOf(amount, currency),
  account: async ({ accountId }, _args, { loaders }) =>
    existing(await loaders.account.load(accountId)),
  toAccount: ({ toAccountId }, _args, { loaders }) =>
    toAccountId ? loaders.account.load(toAccountId) : null,
  category: ({ categoryId }, _args, { loaders }) =>
    categoryId ? loaders.category.load(categoryId) : null,
  postings: async ({ id, legs }, _args, { loaders }) => [
    ...(legs ?? (await loaders.legs.load(id))),
  ],
  reverses: ({ reverses }, _args, context) => linked(context, reverses),
  reversedBy: ({ reversedBy }, _args, context) => linked(context, reversedBy),
  replaces: ({ replaces }, _args, context) => linked(context, replaces),
  replacedBy: ({ replacedBy }, _args, context) => linked(context, replacedBy),
  statementImport: ({ importId }, _args, { loaders }) =>
    importId ? loaders.statementImport.load(importId) : null,
};

function linked(context: Context, id: string | null): Promise<TransactionModel | null> | null {
  return id ? context.loaders.transaction.load(id) : null;
}

/** Foreign keys promise it. */
function existing<Row>(row: Row | null): Row {
  if (row === null) throw new Error('A transaction names an account that is not there');
  return row;
}
