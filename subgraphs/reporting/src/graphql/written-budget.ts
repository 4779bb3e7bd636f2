import type { Budget } from '../domain/budget.ts';
import type { Context } from './context.ts';

/** The budget behind a write's answer, as it is now. */
export async function writtenBudget(
  { budgetId }: { readonly budgetId: string },
  _args: object,
  { loaders }: Context,
): Promise<Budget> {
  const budget = await loaders.budget.load(budgetId);
  if (!budget) throw new Error(`Budget ${budgetId} was written but is not there`);
  return budget;
}
