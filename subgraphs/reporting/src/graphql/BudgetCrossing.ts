import type { BudgetCrossingResolvers } from './types.generated.ts';

export const BudgetCrossing: BudgetCrossingResolvers = {
  id: ({ crossing }) => crossing.id,
  period: ({ crossing, budget }) => ({ kind: budget.period, ...crossing.period }),
  thresholdPercent: ({ crossing }) => crossing.percent,
  limit: ({ crossing, budget }) => ({
    minorUnits: crossing.limit,
    currency: budget.limit.currency,
  }),
  spent: ({ crossing, budget }) => ({
    minorUnits: crossing.spent,
    currency: budget.limit.currency,
  }),
  crossedAt: ({ crossing }) => crossing.crossedAt,
  recoveredAt: ({ crossing }) => crossing.recoveredAt,
};
