import { bookOf } from '../loaders.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const budget: QueryResolvers['budget'] = (_parent, { id }, { viewer, loaders }) => {
  bookOf(viewer);
  return loaders.budget.load(id);
};
