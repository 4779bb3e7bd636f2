import { newestPage } from '@outlay/service-kit/newest-page.ts';
import { newestImports, type StatementImport } from '../../store/statements.ts';
import { viewerOf } from '../access.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const imports: QueryResolvers['imports'] = (_parent, { first, after }, context) => {
  const { bookId } = viewerOf(context);
  return newestPage({
    kind: 'imports',
    first,
    after,
    momentOf: ({ importedAt, id }: StatementImport) => ({ at: importedAt, id }),
    read: (part) => newestImports(context.ledger.sql, bookId, part),
  });
};
