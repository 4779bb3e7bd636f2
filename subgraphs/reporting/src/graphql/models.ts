import type { Money } from '@outlay/money/money.ts';
import type { Budget } from '../domain/budget.ts';
import type { Crossing } from '../store/crossings.ts';

export type MoneyModel = Money;

export type BudgetModel = Budget;

export type BudgetCrossingModel = { readonly crossing: Crossing; readonly budget: Budget };

export type CreateBudgetSuccessModel = BudgetWritten<'CreateBudgetSuccess'>;

export type UpdateBudgetSuccessModel = BudgetWritten<'UpdateBudgetSuccess'>;

export type ArchiveBudgetSuccessModel = BudgetWritten<'ArchiveBudgetSuccess'>;

/** An answer that is kept under its idempotency key: the budget's id rather than the budget. */
export type BudgetWritten<Type extends string> = {
  readonly __typename: Type;
  readonly budgetId: string;
};
