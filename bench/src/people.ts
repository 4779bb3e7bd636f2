import { randomUUID } from 'node:crypto';
import { GraphClient } from '@outlay/stack/graph-client.ts';
import * as operations from '@outlay/stack/demo/operations.ts';

/** Somebody with an account and a category, ready to spend. */
export type Spender = {
  readonly client: GraphClient;
  readonly accountId: string;
  readonly categoryId: string;
};

type Listed = { accounts: { id: string }[]; categories: { id: string; code: string | null }[] };

export async function newSpender(url: string): Promise<Spender> {
  const email = `bench-${randomUUID()}@outlay.invalid`;
  const { session } = await new GraphClient(url).mutate<{ session: { accessToken: string } }>(
    operations.signUp,
    {
      email,
      password: 'a long enough password',
      displayName: 'Bench',
      currency: 'EUR',
      idempotencyKey: email,
    },
  );
  const client = new GraphClient(url, session.accessToken);
  const { accounts, categories } = await client.request<Listed>(operations.categories);
  const groceries = categories.find(({ code }) => code === 'groceries');
  if (!accounts[0] || !groceries) throw new Error('The new book has no account or no category.');
  return { client, accountId: accounts[0].id, categoryId: groceries.id };
}

/** Records one expense; gives the transaction's id. */
export async function spend(spender: Spender, amount: string): Promise<string> {
  const { transaction } = await spender.client.mutate<{ transaction: { id: string } }>(
    operations.addExpense,
    {
      amount: { amount },
      accountId: spender.accountId,
      categoryId: spender.categoryId,
      description: 'bench',
      idempotencyKey: randomUUID(),
    },
  );
  return transaction.id;
}
