import { moneyOf } from './money.ts';
import type { PostingResolvers } from './types.generated.ts';

export const Posting: PostingResolvers = {
  amount: ({ amount, currency }) => moneyOf(amount, currency),
};
