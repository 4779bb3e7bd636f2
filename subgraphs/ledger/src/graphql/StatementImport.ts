import { viewerOf } from './access.ts';
import type { StatementImportResolvers } from './types.generated.ts';

export const StatementImport: StatementImportResolvers = {
  __resolveReference: ({ id }, context) => {
    viewerOf(context);
    return context.loaders.statementImport.load(id);
  },
  account: async ({ accountId }, _args, { loaders }) => {
    const account = await loaders.account.load(accountId);
    if (!account) throw new Error(`Account ${accountId} of an import is not to be found`);
    return account;
  },
};
