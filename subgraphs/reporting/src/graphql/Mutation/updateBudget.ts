import { isUuid } from '@outlay/service-kit/ids.ts';
import { invalidField, notFound, parseInput } from '@outlay/service-kit/problems.ts';
import type { Budget } from '../../domain/budget.ts';
import { changeBudget, findBudgets } from '../../store/budgets.ts';
import { decideChangedBudget } from '../../store/decide-changed-budget.ts';
import { bookOf } from '../loaders.ts';
import { budgetChange, parseLimit } from '../rules.ts';
import type { MutationResolvers } from '../types.generated.ts';
import { write } from '../write.ts';

export const updateBudget: MutationResolvers['updateBudget'] = async (_parent, args, context) => {
  bookOf(context.viewer);
  const parsed = parseInput(budgetChange, args.input);
  if (!parsed.ok) return parsed.problem;
  const { id, ...change } = parsed.value;
  if (!isUuid(id)) return notFound('budget', id);

  const request = { operation: 'updateBudget', success: 'UpdateBudgetSuccess', input: args.input };
  return write(context, request, async ({ tx, bookId, preferences, now }) => {
    const [before] = await findBudgets(tx, bookId, [id.toLowerCase()]);
    if (!before) return notFound('budget', id);
    if (before.archived) return invalidField(['id'], 'is an archived budget; create a new one.');
    const { currency } = before.limit;
    const limit = change.limit && parseLimit(change.limit, currency);
    if (limit && !limit.ok) return limit.problem;
    if (limit && limit.value.currency !== currency) {
      return invalidField(['limit', 'currency'], `must stay ${currency}; or create a new budget.`);
    }
    const budget: Budget = {
      ...before,
      name: change.name ?? before.name,
      limit: limit?.value ?? before.limit,
      thresholds: change.thresholds ?? before.thresholds,
    };
    await changeBudget(tx, budget);
    const { traceparent } = context;
    await decideChangedBudget(tx, budget, preferences, { now, traceparent });
    return { __typename: 'UpdateBudgetSuccess' as const, budgetId: budget.id };
  });
};
