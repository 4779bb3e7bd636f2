import { randomUUID } from 'node:crypto';
import * as operations from '@outlay/stack/demo/operations.ts';
import { GraphClient } from '@outlay/stack/graph-client.ts';

/** Makes the requests of somebody's ordinary day, one after the other. */
export type Everyday = { readonly token: string; readonly next: () => string };

/** What somebody may ask: to record an expense, for the latest ones, for the month's report. */
export type Asked = 'expense' | 'latest' | 'report';

const latest = /* GraphQL */ `
  query Latest {
    transactions(first: 20) {
      nodes {
        id
        date
        description
        amount {
          amount
          currency
        }
        category {
          name
        }
      }
    }
  }
`;

type Listed = { accounts: { id: string }[]; categories: { id: string; code: string | null }[] };

/** Signs somebody up who asks for these in turn. */
export async function newEveryday(url: string, asked: readonly Asked[]): Promise<Everyday> {
  const email = `bench-${randomUUID()}@outlay.invalid`;
  const password = 'a long enough password';
  const { session } = await new GraphClient(url).mutate<{ session: { accessToken: string } }>(
    operations.signUp,
    { email, password, displayName: 'Bench', currency: 'EUR', idempotencyKey: email },
  );
  const token = session.accessToken;
  const client = new GraphClient(url, token);
  const { accounts, categories } = await client.request<Listed>(operations.categories);
  const groceries = categories.find(({ code }) => code === 'groceries');
  const month = JSON.stringify({ query: operations.report, variables: { period: 'MONTH' } });
  const list = JSON.stringify({ query: latest });
  const expense = () =>
    JSON.stringify({
      query: operations.addExpense,
      variables: {
        input: {
          amount: { amount: '1.00' },
          accountId: accounts[0]?.id,
          categoryId: groceries?.id,
          description: 'bench',
          idempotencyKey: randomUUID(),
        },
      },
    });
  const bodies = { expense, latest: () => list, report: () => month };
  let at = 0;
  return { token, next: () => bodies[asked[at++ % asked.length]!]() };
}
