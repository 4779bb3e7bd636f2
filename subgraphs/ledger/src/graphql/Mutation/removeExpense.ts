import { remove } from '../remove.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const removeExpense: MutationResolvers['removeExpense'] = (_parent, { input }, context) =>
  remove(context, input, { operation: 'removeExpense', kind: 'EXPENSE' });
