import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { parseInput } from '@outlay/service-kit/problems.ts';
import { categoryOrSuggestion, chooseAccount, readAmount } from '../../domain/choices.ts';
import { income } from '../../domain/entry.ts';
import { headingOf } from '../../domain/heading.ts';
import { recordNew } from '../record-new.ts';
import { addExpenseInput } from '../rules.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const addIncome: MutationResolvers['addIncome'] = async (_parent, args, context) => {
  const parsed = parseInput(addExpenseInput, args.input);
  if (!parsed.ok) return parsed.problem;
  const input = parsed.value;
  const { settings, now } = context.ledger;
  const made = { id: uuidv7(), recordedAt: now() };
  const result = await recordNew(context, { operation: 'addIncome', input }, (chart) => {
    const { accountId: id, amount, categoryId, description } = input;
    const account = chooseAccount(chart, { id, currency: amount.currency });
    const sum = readAmount(amount, account);
    const wanted = { id: categoryId, description };
    const category = categoryOrSuggestion(chart, settings.patterns, wanted, 'INCOME');
    return income(headingOf(chart, input, made), sum, { account, category });
  });
  return result.__typename === 'Recorded' ? { ...result, __typename: 'AddIncomeSuccess' } : result;
};
