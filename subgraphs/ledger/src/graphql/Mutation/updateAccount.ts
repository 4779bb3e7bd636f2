import { isUuid } from '@outlay/service-kit/ids.ts';
import { parseInput } from '@outlay/service-kit/problems.ts';
import { missing } from '../../domain/refusal.ts';
import { changeAccount } from '../../store/manage-accounts.ts';
import { manage } from '../manage.ts';
import { updateAccountInput } from '../rules.ts';
import type { MutationResolvers } from '../types.generated.ts';

const types = ['ASSET', 'LIABILITY'];

export const updateAccount: MutationResolvers['updateAccount'] = async (_parent, args, context) => {
  const parsed = parseInput(updateAccountInput, args.input);
  if (!parsed.ok) return parsed.problem;
  const input = parsed.value;
  const result = await manage(context, { operation: 'updateAccount', input }, async (tx, chart) => {
    const { id } = input;
    if (!isUuid(id)) throw missing('account', id);
    const changed = await changeAccount(tx, { bookId: chart.book.id, id, types }, input);
    if (!changed) throw missing('account', id);
    return changed.id;
  });
  if (result.__typename !== 'Managed') return result;
  const account = await context.loaders.account.load(result.id);
  if (!account) throw new Error(`Account ${result.id} is not to be found`);
  return { __typename: 'UpdateAccountSuccess', account };
};
