import { isUuid } from '@outlay/service-kit/ids.ts';
import { parseInput } from '@outlay/service-kit/problems.ts';
import type { CategoryKind } from '../../domain/chart.ts';
import { missing } from '../../domain/refusal.ts';
import { changeAccount, tellOfCategory } from '../../store/manage-accounts.ts';
import { manage } from '../manage.ts';
import { updateCategoryInput } from '../rules.ts';
import type { MutationResolvers } from '../types.generated.ts';

const types = ['EXPENSE', 'INCOME'];

export const updateCategory: MutationResolvers['updateCategory'] = async (
  _parent,
  args,
  context,
) => {
  const parsed = parseInput(updateCategoryInput, args.input);
  if (!parsed.ok) return parsed.problem;
  const input = parsed.value;
  const { ledger, traceparent } = context;
  const result = await manage(
    context,
    { operation: 'updateCategory', input },
    async (tx, chart) => {
      const { id } = input;
      const bookId = chart.book.id;
      const changed = isUuid(id) && (await changeAccount(tx, { bookId, id, types }, input));
      if (!changed) throw missing('category', id);
      const category = { ...changed, bookId, kind: changed.type as CategoryKind };
      await tellOfCategory(tx, category, { occurredAt: ledger.now(), traceparent });
      return changed.id;
    },
  );
  if (result.__typename !== 'Managed') return result;
  const category = await context.loaders.category.load(result.id);
  if (!category) throw new Error(`Category ${result.id} is not to be found`);
  return { __typename: 'UpdateCategorySuccess', category };
};
