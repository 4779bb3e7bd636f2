import type { GraphClient } from '../graph-client.ts';
import * as operations from './operations.ts';
import { type Entry, spendingOf } from './spending.ts';

/** Where the demo's entries go: ids of categories by their code, and two accounts. */
export type Places = {
  readonly categories: ReadonlyMap<string, string>;
  readonly account: string;
  readonly savings: string;
};

/** Requests under way at once; a person has one, an integrator's import a few. */
const atOnce = 8;

/** Records what happened on the given dates; `onEntry` hears of each. Gives the last position. */
export async function recordDays(
  client: GraphClient,
  seed: string,
  places: Places,
  dates: readonly string[],
  onEntry: () => void,
): Promise<string | null> {
  const entries = dates.flatMap((date) =>
    spendingOf(seed, date).map((entry, index) => ({
      entry,
      date,
      key: `demo-${seed}-${date}-${index}`,
    })),
  );
  let next = 0;
  let position: string | null = null;
  const work = async (): Promise<void> => {
    for (let mine = entries[next++]; mine; mine = entries[next++]) {
      position = await record(client, places, mine.entry, mine.date, mine.key);
      onEntry();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return position;
}

export function decimal(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

async function record(
  client: GraphClient,
  { categories, account, savings }: Places,
  entry: Entry,
  date: string,
  idempotencyKey: string,
): Promise<string> {
  const { description } = entry;
  const common = { amount: { amount: decimal(entry.cents) }, date, description, idempotencyKey };
  const categoryId = categories.get(entry.category);
  const [operation, place] = {
    EXPENSE: [operations.addExpense, { accountId: account, categoryId }] as const,
    INCOME: [operations.addIncome, { accountId: account, categoryId }] as const,
    REFUND: [operations.addRefund, { accountId: account, categoryId }] as const,
    TRANSFER: [operations.addTransfer, { fromAccountId: account, toAccountId: savings }] as const,
  }[entry.kind];
  const { position } = await client.mutate<{ position: string }>(operation, {
    ...common,
    ...place,
  });
  return position;
}
