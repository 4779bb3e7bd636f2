import { randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as operations from '../../src/demo/operations.ts';
import { type Book, budgetOf, expenseOf, password, personOf, transferOf } from './books.ts';

/** Something to ask of a book, each time anew. */
export type Asked = {
  readonly name: string;
  readonly query: string;
  readonly variables?: (book: Book) => Promise<Record<string, unknown>> | Record<string, unknown>;
};

const root = fileURLToPath(new URL('../../../../schema/operations/', import.meta.url));

/** What each of the demo's operations is sent with; the subscription's events are no operation. */
const variables: Readonly<Record<string, NonNullable<Asked['variables']>>> = {
  'add-expense': (book) => ({ input: expenseOf(book) }),
  'add-income': (book) => ({ input: expenseOf(book) }),
  'add-refund': (book) => ({ input: { ...expenseOf(book), categoryId: book.category } }),
  'add-transfer': (book) => ({ input: transferOf(book) }),
  'archive-budget': async (book) => {
    const { budget } = await book.client.mutate<{ budget: { id: string } }>(
      operations.createBudget,
      { ...budgetOf(book, 'Kept'), limit: { amount: '999999.00' } },
    );
    return { input: { id: budget.id, idempotencyKey: randomUUID() } };
  },
  categories: () => ({}),
  'create-budget': (book) => ({
    input: { ...budgetOf(book, 'Roomy'), limit: { amount: '999999.00' } },
  }),
  'open-account': () => ({
    input: { name: `Wallet ${randomUUID()}`, type: 'ASSET', idempotencyKey: randomUUID() },
  }),
  'remove-expense': async (book) => {
    const { transaction } = await book.client.mutate<{ transaction: { id: string } }>(
      operations.addExpense,
      expenseOf(book),
    );
    return { input: { id: transaction.id, idempotencyKey: randomUUID() } };
  },
  report: () => ({ period: 'YEAR' }),
  'sign-in': ({ email }) => ({ input: { email, password } }),
  'sign-up': () => ({
    input: { ...personOf(`${randomUUID()}@outlay.invalid`), idempotencyKey: randomUUID() },
  }),
};

export const live = ['overspend-alerts'];

export const operationNames = globSync('*.graphql', { cwd: root })
  .map((file) => file.replace('.graphql', ''))
  .sort();

export const ourOperations: readonly Asked[] = operationNames
  .filter((name) => !live.includes(name))
  .map((name) => {
    const query = readFileSync(`${root}${name}.graphql`, 'utf8');
    return { name, query, variables: variables[name]! };
  });

const transaction = `id kind status description amount { amount currency }
  account { id name type balance { amount } } toAccount { id name } category { id name kind }
  statementImport { id account { name } }`;

/** Lists with everything below them, where a statement for each item would be easily written. */
export const lists: readonly Asked[] = [
  {
    name: 'transactions with all that is theirs',
    query: `{ transactions(first: 50) { edges { cursor node { ${transaction}
      postings { accountId amount { amount } }
      reverses { ${transaction} } reversedBy { ${transaction} }
      replaces { id } replacedBy { id } } }
      pageInfo { hasNextPage hasPreviousPage } } }`,
  },
  {
    name: 'budgets with status and crossings',
    query: `{ budgets { id name category { id name kind } limit { amount }
      status { percent spent { amount } remaining { amount } state }
      crossings(first: 3) { id thresholdPercent spent { amount } crossedAt } } }`,
  },
  {
    name: 'alerts with budget, transaction and deliveries',
    query: `{ alerts(first: 50) { unreadCount edges { node { id title body
      budget { id name category { name } status { percent } }
      transaction { id description account { name } category { name } }
      deliveries { channel state attempts } } } } }`,
  },
  {
    name: 'accounts and categories',
    query: `{ accounts { id name balance { amount } } categories { id name } book { id position } }`,
  },
];
