import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { parseInput } from '@outlay/service-kit/problems.ts';
import { chooseAccount, chooseCategory, readAmount } from '../../domain/choices.ts';
import { refund } from '../../domain/entry.ts';
import { headingOf } from '../../domain/heading.ts';
import { recordNew } from '../record-new.ts';
import { addRefundInput } from '../rules.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const addRefund: MutationResolvers['addRefund'] = async (_parent, args, context) => {
  const parsed = parseInput(addRefundInput, args.input);
  if (!parsed.ok) return parsed.problem;
  const input = parsed.value;
  const made = { id: uuidv7(), recordedAt: context.ledger.now() };
  const result = await recordNew(context, { operation: 'addRefund', input }, (chart) => {
    const { accountId: id, amount, categoryId } = input;
    const account = chooseAccount(chart, { id, currency: amount.currency });
    const sum = readAmount(amount, account);
    const category = chooseCategory(chart, categoryId, 'EXPENSE');
    return refund(headingOf(chart, input, made), sum, { account, category });
  });
  return result.__typename === 'Recorded' ? { ...result, __typename: 'AddRefundSuccess' } : result;
};
