import { randomUUID } from 'node:crypto';
import * as operations from '@outlay/stack/demo/operations.ts';
import { spend, type Spender } from './people.ts';

export type Doing = {
  readonly name: string;
  /** How often an active person does it on a day: an assumption, and the only one that is made here. */
  readonly perDay: number;
  /** Does it once, and gives what it waits for: the position of a write. */
  readonly once: (who: Spender) => Promise<string | null>;
};

/** The share of a day's doings that falls into its busiest hour. */
export const busiestHour = 0.12;

/** What somebody does who uses Outlay every day. */
export const day: readonly Doing[] = [
  { name: 'record an expense', perDay: 8, once: async (who) => (await recorded(who)).position },
  {
    name: 'correct or remove one',
    perDay: 0.5,
    once: async ({ client, ...who }) => {
      const id = await spend({ client, ...who }, '1.00');
      const removal = await client.mutate<{ position: string }>(operations.removeExpense, {
        id,
        idempotencyKey: randomUUID(),
      });
      return removal.position;
    },
  },
  { name: 'look at a month', perDay: 10, once: (who) => reported(who, 'MONTH') },
  { name: 'look at a year', perDay: 2, once: (who) => reported(who, 'YEAR') },
  { name: 'list 20 transactions', perDay: 12, once: listed },
  { name: 'cross a budget', perDay: 0.3, once: crossed },
];

type Recorded = { position: string; transaction: { id: string } };

function recorded({ client, accountId, categoryId }: Spender, amount = '1.00'): Promise<Recorded> {
  return client.mutate<Recorded>(operations.addExpense, {
    amount: { amount },
    accountId,
    categoryId,
    description: 'Groceries at the corner',
    idempotencyKey: randomUUID(),
  });
}

async function reported({ client }: Spender, period: string): Promise<null> {
  await client.request(operations.report, { period });
  return null;
}

async function listed({ client }: Spender): Promise<null> {
  await client.request(`{ transactions(first: 20) { nodes { id date description
    amount { amount currency } category { id name } } pageInfo { endCursor } } }`);
  return null;
}

/** A budget that is over at once brings a crossing, an alert and its delivery; it is put away again. */
async function crossed({ client, categoryId }: Spender): Promise<null> {
  const { budget } = await client.mutate<{ budget: { id: string } }>(operations.createBudget, {
    name: 'Bench',
    categoryId,
    period: 'MONTH',
    limit: { amount: '0.01' },
    thresholds: [100],
    idempotencyKey: randomUUID(),
  });
  await client.mutate(operations.archiveBudget, { id: budget.id, idempotencyKey: randomUUID() });
  return null;
}
