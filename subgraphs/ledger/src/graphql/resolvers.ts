import { Account } from './Account.ts';
import { Book } from './Book.ts';
import { Category } from './Category.ts';
import { addExpense } from './Mutation/addExpense.ts';
import { Posting } from './Posting.ts';
import { accounts } from './Query/accounts.ts';
import { book } from './Query/book.ts';
import { categories } from './Query/categories.ts';
import { transaction } from './Query/transaction.ts';
import { Transaction } from './Transaction.ts';
import type { Resolvers } from './types.generated.ts';

export const resolvers: Resolvers = {
  Query: { book, accounts, categories, transaction },
  Mutation: { addExpense },
  Account,
  Book,
  Category,
  Posting,
  Transaction,
};
