import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { parseInput } from '@outlay/service-kit/problems.ts';
import { chooseTransferAccounts, readAmount } from '../../domain/choices.ts';
import { transfer } from '../../domain/entry.ts';
import { headingOf } from '../../domain/heading.ts';
import { recordNew } from '../record-new.ts';
import { addTransferInput } from '../rules.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const addTransfer: MutationResolvers['addTransfer'] = async (_parent, args, context) => {
  const parsed = parseInput(addTransferInput, args.input);
  if (!parsed.ok) return parsed.problem;
  const input = parsed.value;
  const made = { id: uuidv7(), recordedAt: context.ledger.now() };
  const result = await recordNew(context, { operation: 'addTransfer', input }, (chart) => {
    const accounts = chooseTransferAccounts(chart, input);
    const sum = readAmount(input.amount, accounts.from);
    return transfer(headingOf(chart, input, made), sum, accounts);
  });
  return result.__typename === 'Recorded'
    ? { ...result, __typename: 'AddTransferSuccess' }
    : result;
};
