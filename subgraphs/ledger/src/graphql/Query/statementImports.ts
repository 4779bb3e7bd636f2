import { checkPageSize } from '@outlay/service-kit/page-size.ts';
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
  checkPageSize(first, maxImports);
  return newestImports(context.ledger.sql, bookId, { after: null, limit: first });
};
