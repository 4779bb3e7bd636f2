import { newestPage } from '@outlay/service-kit/newest-page.ts';
import { crossingsOf } from '../../store/crossings.ts';
import { bookOf } from '../loaders.ts';
import type { BudgetCrossingModel } from '../models.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const budgetCrossings: QueryResolvers['budgetCrossings'] = async (
  _parent,
  { budgetId, first, after },
  { viewer, reporting, loaders },
) => {
  const bookId = bookOf(viewer);
  const budget = await loaders.budget.load(budgetId);
  if (!budget) return null;
  return newestPage({
    kind: 'crossings',
    first,
    after,
    momentOf: ({ crossing }: BudgetCrossingModel) => ({ at: crossing.crossedAt, id: crossing.id }),
    read: async (part) => {
      const crossings = await crossingsOf(reporting.sql, bookId, budget.id, part);
      return crossings.map((crossing) => ({ crossing, budget }));
    },
  });
};
