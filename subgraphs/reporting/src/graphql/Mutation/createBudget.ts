import { isUuid } from '@outlay/service-kit/ids.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { invalidField, type NotFound, parseInput } from '@outlay/service-kit/problems.ts';
import type { Budget } from '../../domain/budget.ts';
import { countWatchingBudgets, insertBudget } from '../../store/budgets.ts';
import { findCategory } from '../../store/categories.ts';
import { decideChangedBudget } from '../../store/decide-changed-budget.ts';
import type { Context } from '../context.ts';
import { bookOf } from '../loaders.ts';
import { newBudget, parseLimit } from '../rules.ts';
import type { MutationResolvers } from '../types.generated.ts';
import { write } from '../write.ts';

/** Each entry decides all budgets that watch its category, so there is a bound to them. */
const mostBudgets = 200;

export const createBudget: MutationResolvers['createBudget'] = async (_parent, args, context) => {
  const bookId = bookOf(context.viewer);
  const parsed = parseInput(newBudget, args.input);
  if (!parsed.ok) return parsed.problem;
  const { name, period, ...given } = parsed.value;
  const categoryId = given.categoryId?.toLowerCase() ?? null;
  if (categoryId !== null) await waitForCategory(context, bookId, categoryId);

  const request = { operation: 'createBudget', success: 'CreateBudgetSuccess', input: args.input };
  return write(context, request, async ({ tx, preferences, now }) => {
    const limit = parseLimit(given.limit, preferences.currency);
    if (!limit.ok) return limit.problem;
    if (categoryId !== null) {
      const category = isUuid(categoryId) ? await findCategory(tx, bookId, categoryId) : null;
      if (!category) return noCategory(args.input.categoryId ?? '');
      if (category.kind !== 'EXPENSE') return refuse('must be a category of spending.');
      if (category.archived) return refuse('is archived; choose another or leave it out.');
    }
    if ((await countWatchingBudgets(tx, bookId)) >= mostBudgets) {
      return invalidField([], `There may be ${mostBudgets} budgets; archive one first.`);
    }
    const budget: Budget = {
      bookId,
      id: uuidv7(),
      name,
      categoryId,
      period,
      limit: limit.value,
      thresholds: given.thresholds ?? context.reporting.defaultThresholds,
      createdAt: now,
      archived: false,
    };
    await insertBudget(tx, budget);
    const { traceparent } = context;
    await decideChangedBudget(tx, budget, preferences, { now, traceparent });
    return { __typename: 'CreateBudgetSuccess' as const, budgetId: budget.id };
  });
};

/** A category made a moment ago may still be on its way here. */
async function waitForCategory(
  { reporting: { arrivals, sql, waitMs } }: Context,
  bookId: string,
  categoryId: string,
): Promise<void> {
  if (!isUuid(categoryId)) return;
  await arrivals.until(bookId, () => findCategory(sql, bookId, categoryId), waitMs / 5);
}

const refuse = (message: string) => invalidField(['categoryId'], message);

const noCategory = (id: string): NotFound => ({
  __typename: 'NotFound',
  message:
    'You have no category of that id. Check the id; if the category is new, try again in a moment.',
  id,
});
