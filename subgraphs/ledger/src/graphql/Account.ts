import { viewerOf } from './access.ts';
import { moneyOf } from './money.ts';
import type { AccountResolvers } from './types.generated.ts';

export const Account: AccountResolvers = {
  __resolveReference: ({ id }, context) => {
    viewerOf(context);
    return context.loaders.account.load(id);
  },
  balance: ({ balance, currency }) => moneyOf(balance, currency),
};
