import { viewerOf } from '../access.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const transaction: QueryResolvers['transaction'] = (_parent, { id }, context) => {
  viewerOf(context);
  return context.loaders.transaction.load(id);
};
