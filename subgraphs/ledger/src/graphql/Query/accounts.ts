import { readAccounts } from '../../store/accounts.ts';
import { chartOf } from '../access.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const accounts: QueryResolvers['accounts'] = async (_parent, args, context) => {
  const { book } = await chartOf(context);
  const all = await readAccounts(context.ledger.sql, book.id);
  return all.filter(({ archived }) => args.includeArchived || !archived);
};
