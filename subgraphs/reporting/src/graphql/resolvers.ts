import { Budget } from './Budget.ts';
import { BudgetCrossing } from './BudgetCrossing.ts';
import { Money } from './Money.ts';
import { archiveBudget } from './Mutation/archiveBudget.ts';
import { createBudget } from './Mutation/createBudget.ts';
import { updateBudget } from './Mutation/updateBudget.ts';
import { budget } from './Query/budget.ts';
import { budgetCrossings } from './Query/budgetCrossings.ts';
import { budgets } from './Query/budgets.ts';
import { report } from './Query/report.ts';
import type { Resolvers } from './types.generated.ts';
import { writtenBudget } from './written-budget.ts';

export const resolvers: Resolvers = {
  Query: { report, budgets, budget, budgetCrossings },
  Mutation: { createBudget, updateBudget, archiveBudget },
  Budget,
  BudgetCrossing,
  Money,
  CreateBudgetSuccess: { budget: writtenBudget },
  UpdateBudgetSuccess: { budget: writtenBudget },
  ArchiveBudgetSuccess: { budget: writtenBudget },
};
