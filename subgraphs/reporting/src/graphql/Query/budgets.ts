import { listBudgets } from '../../store/budgets.ts';
import { bookOf } from '../loaders.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const budgets: QueryResolvers['budgets'] = (
  _parent,
  { includeArchived },
  { viewer, reporting },
) => listBudgets(reporting.sql, bookOf(viewer), includeArchived);
