import { badUserInput } from '@outlay/service-kit/errors.ts';
import { newestImports } from '../../store/statements.ts';
import { viewerOf } from '../access.ts';
import type { QueryResolvers } from '../types.generated.ts';

const maxImports = 100;

export const statementImports: QueryResolvers['statementImports'] = (
  _parent,
  { first },
  context,
) => {
  const { bookId } = viewerOf(context);
  if (first < 1 || first > maxImports) throw badUserInput(`first must be from 1 to ${maxImports}.`);
  return newestImports(context.ledger.sql, bookId, { after: null, limit: first });
};
