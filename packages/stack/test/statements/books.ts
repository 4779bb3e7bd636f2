import { randomUUID } from 'node:crypto';
import { eventually } from '@outlay/testkit/wait.ts';
import * as operations from '../../src/demo/operations.ts';
import { GraphClient } from '../../src/graph-client.ts';

/** Somebody with so many expenses, refunds, transfers, budgets and alerts. */
export type Book = {
  readonly size: number;
  readonly client: GraphClient;
  readonly token: string;
  readonly email: string;
  readonly account: string;
  readonly savings: string;
  readonly category: string;
};

export const password = 'a long password of no importance';

/** Signs somebody up and fills their book through the public graph. */
export async function fillBook(url: string, size: number): Promise<Book> {
  const email = `book-of-${size}@outlay.invalid`;
  const signedUp = await new GraphClient(url).mutate<{ session: { accessToken: string } }>(
    operations.signUp,
    { ...personOf(email), idempotencyKey: randomUUID() },
  );
  const token = signedUp.session.accessToken;
  const client = new GraphClient(url, token);
  const { categories, accounts } = await client.request<{
    categories: { id: string; code: string }[];
    accounts: { id: string }[];
  }>(operations.categories);
  const opened = await client.mutate<{ account: { id: string } }>(operations.openAccount, {
    name: 'Savings',
    type: 'ASSET',
    idempotencyKey: randomUUID(),
  });
  const book: Book = {
    size,
    client,
    token,
    email,
    account: accounts[0]!.id,
    savings: opened.account.id,
    category: categories.find(({ code }) => code === 'groceries')!.id,
  };
  for (let done = 0; done < size; done += 1) {
    await client.mutate(operations.createBudget, budgetOf(book, `Budget ${done}`));
    await client.mutate(operations.addTransfer, transferOf(book));
    await client.mutate(operations.addExpense, { ...expenseOf(book), categoryId: book.category });
  }
  await eventually(async () => (await alertsOf(client)) >= size, { timeoutMs: 60_000 });
  return book;
}

export function personOf(email: string) {
  return {
    email,
    password,
    displayName: 'Ada',
    currency: 'EUR',
    locale: 'en',
    timeZone: 'Europe/Berlin',
    firstDayOfWeek: 1,
  };
}

const common = () => ({
  amount: { amount: '2.50' },
  date: new Date().toISOString().slice(0, 10),
  description: 'Market',
  idempotencyKey: randomUUID(),
});

export const expenseOf = ({ account }: Book) => ({ ...common(), accountId: account });
export const transferOf = ({ account, savings }: Book) => ({
  ...common(),
  fromAccountId: account,
  toAccountId: savings,
});

/** Spent already by the first expense. */
export const budgetOf = ({ category }: Book, name: string) => ({
  name,
  categoryId: category,
  period: 'MONTH',
  limit: { amount: '1.00' },
  thresholds: [100],
  idempotencyKey: randomUUID(),
});

async function alertsOf(client: GraphClient): Promise<number> {
  const { alerts } = await client.request<{ alerts: { nodes: unknown[] } }>(
    '{ alerts(first: 100) { nodes { id } } }',
  );
  return alerts.nodes.length;
}
