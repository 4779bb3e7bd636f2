import { badUserInput, notReady } from '@outlay/service-kit/errors.ts';
import { checkPageSize } from '@outlay/service-kit/page-size.ts';
import { statusOf } from '../domain/budget.ts';
import { bookOf } from './loaders.ts';
import { viewersPeriod } from './period.ts';
import type { BudgetResolvers } from './types.generated.ts';

const mostCrossings = 100;

export const Budget: BudgetResolvers = {
  __resolveReference: ({ id }, { viewer, loaders }) => {
    bookOf(viewer);
    return loaders.budget.load(id);
  },
  category: ({ categoryId }) => (categoryId === null ? null : { id: categoryId }),
  thresholds: ({ thresholds }) => [...thresholds],
  status: async (budget, { date, atLeast }, { reporting, loaders }) => {
    const preferences = await loaders.preferences();
    const period = viewersPeriod(budget.period, date, preferences, reporting.now());
    if (!period) throw badUserInput('The date must be within the years 2 to 9998.');
    if (atLeast && !(await loaders.reached.load(atLeast))) {
      throw notReady('The status does not include that write yet. Ask again in a moment.');
    }
    return statusOf(budget, period, await loaders.spent.load({ budget, period }));
  },
  crossings: async (budget, { first }, { loaders }) => {
    checkPageSize(first, mostCrossings);
    const crossings = await loaders.crossings.load({ budgetId: budget.id, first });
    return crossings.map((crossing) => ({ crossing, budget }));
  },
};
