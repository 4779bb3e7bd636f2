import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { parseInput } from '@outlay/service-kit/problems.ts';
import { correctExpense } from '../../domain/correction.ts';
import { reversalOf } from '../../domain/entry.ts';
import { originalOf, takenBack } from '../original.ts';
import { record } from '../record.ts';
import { editExpenseInput } from '../rules.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const editExpense: MutationResolvers['editExpense'] = async (_parent, args, context) => {
  const parsed = parseInput(editExpenseInput, args.input);
  if (!parsed.ok) return parsed.problem;
  const input = parsed.value;
  const reversalId = uuidv7();
  const made = { id: uuidv7(), recordedAt: context.ledger.now() };
  const result = await record(context, { operation: 'editExpense', input }, async (chart) => {
    const original = await originalOf(context, input.id, 'EXPENSE');
    const reversal = reversalOf(original, reversalId, made.recordedAt);
    return { entries: [reversal, correctExpense(chart, original, input, made)] };
  });
  const outcome = await takenBack(context, input.id, result);
  if (outcome.__typename !== 'TakenBack' || result.__typename !== 'Recorded') {
    if (outcome.__typename === 'TakenBack') throw new Error('An edit took back without recording');
    return outcome;
  }
  const { transaction, position } = result;
  const { reversal } = outcome;
  return { __typename: 'EditExpenseSuccess', transaction, reversal, position };
};
