import { readCategories } from '../../store/accounts.ts';
import { chartOf } from '../access.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const categories: QueryResolvers['categories'] = async (_parent, args, context) => {
  const { book } = await chartOf(context);
  const all = await readCategories(context.ledger.sql, book.id, { kind: args.kind ?? null });
  return all.filter(({ archived }) => args.includeArchived || !archived);
};
