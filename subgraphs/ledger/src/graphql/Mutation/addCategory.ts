import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { parseInput } from '@outlay/service-kit/problems.ts';
import { nameKeyOf } from '../../domain/chart.ts';
import { tellOfCategory } from '../../store/manage-accounts.ts';
import { insertAccounts } from '../../store/open-book.ts';
import { manage } from '../manage.ts';
import { addCategoryInput } from '../rules.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const addCategory: MutationResolvers['addCategory'] = async (_parent, args, context) => {
  const parsed = parseInput(addCategoryInput, args.input);
  if (!parsed.ok) return parsed.problem;
  const input = parsed.value;
  const { ledger, traceparent } = context;
  const result = await manage(context, { operation: 'addCategory', input }, async (tx, chart) => {
    const { name, kind, icon = null } = input;
    const bookId = chart.book.id;
    const id = uuidv7();
    const account = { id, type: kind, name, currency: null, code: null, icon };
    await insertAccounts(tx, bookId, [{ ...account, nameKey: nameKeyOf(name) }]);
    const category = { bookId, id, name, kind, archived: false };
    await tellOfCategory(tx, category, { occurredAt: ledger.now(), traceparent });
    return id;
  });
  if (result.__typename === 'NotFound') throw new Error('Adding a category looked for another');
  if (result.__typename !== 'Managed') return result;
  const category = await context.loaders.category.load(result.id);
  if (!category) throw new Error(`Category ${result.id} is not to be found`);
  return { __typename: 'AddCategorySuccess', category };
};
