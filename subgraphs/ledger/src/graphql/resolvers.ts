import { Account } from './Account.ts';
import { Book } from './Book.ts';
import { Category } from './Category.ts';
import { addCategory } from './Mutation/addCategory.ts';
import { addExpense } from './Mutation/addExpense.ts';
import { addIncome } from './Mutation/addIncome.ts';
import { addRefund } from './Mutation/addRefund.ts';
import { addTransfer } from './Mutation/addTransfer.ts';
import { editExpense } from './Mutation/editExpense.ts';
import { importStatement } from './Mutation/importStatement.ts';
import { openAccount } from './Mutation/openAccount.ts';
import { previewStatement } from './Mutation/previewStatement.ts';
import { removeExpense } from './Mutation/removeExpense.ts';
import { removeTransaction } from './Mutation/removeTransaction.ts';
import { updateAccount } from './Mutation/updateAccount.ts';
import { updateCategory } from './Mutation/updateCategory.ts';
import { LedgerChange } from './LedgerChange.ts';
import { Posting } from './Posting.ts';
import { accounts } from './Query/accounts.ts';
import { book } from './Query/book.ts';
import { categories } from './Query/categories.ts';
import { imports } from './Query/imports.ts';
import { statementImports } from './Query/statementImports.ts';
import { transaction } from './Query/transaction.ts';
import { transactions } from './Query/transactions.ts';
import { StatementImport } from './StatementImport.ts';
import { StatementPreview } from './StatementPreview.ts';
import { ledgerChanges } from './Subscription/ledgerChanges.ts';
import { Transaction } from './Transaction.ts';
import type { Resolvers } from './types.generated.ts';

export const resolvers: Resolvers = {
  Query: { book, accounts, categories, imports, statementImports, transaction, transactions },
  Mutation: {
    addCategory,
    addExpense,
    addIncome,
    addRefund,
    addTransfer,
    editExpense,
    importStatement,
    openAccount,
    previewStatement,
    removeExpense,
    removeTransaction,
    updateAccount,
    updateCategory,
  },
  Subscription: { ledgerChanges },
  Account,
  Book,
  Category,
  LedgerChange,
  Posting,
  StatementImport,
  StatementPreview,
  Transaction,
};
