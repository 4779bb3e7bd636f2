import { randomUUID } from 'node:crypto';
import * as operations from '../../src/demo/operations.ts';
import { newPerson, newSignUp, type Person } from '../people/person.ts';

/**
 * What people write, each with a word in it that stands nowhere else: where such a word turns up in a log
 * line or a span, something told what it must not.
 */
export const canaries = {
  email: `canary-email-${randomUUID()}@outlay.invalid`,
  password: 'canary-password is long enough',
  displayName: 'canary-display-name',
  description: 'canary-description',
  budget: 'canary-budget',
  payee: 'canary-payee',
  fileName: 'canary-file-name.csv',
} as const;

/** Those of the words, and of other secrets, that stand in a text. */
export function foundIn(text: string, others: readonly string[] = []): string[] {
  const lower = text.toLowerCase();
  const words = ['canary', ...others].filter((word) => lower.includes(word.toLowerCase()));
  return words.map((word) => {
    const at = lower.indexOf(word.toLowerCase());
    return text.slice(Math.max(0, at - 200), at + 200);
  });
}

export function canaryPerson(url: string): Promise<Person> {
  const { email, password, displayName } = canaries;
  return newPerson(url, newSignUp({ email, password, displayName }));
}

export type Places = { readonly accountId: string; readonly categoryId: string };

/** Where the person's expenses go, with a budget of 100.00 over them. */
export async function budgetOf({ client }: Person, thresholds?: number[]): Promise<Places> {
  const listed = await client.request<Listed>(operations.categories);
  const accountId = listed.accounts[0]!.id;
  const categoryId = listed.categories.find(({ code }) => code === 'groceries')!.id;
  await client.mutate(operations.createBudget, {
    name: canaries.budget,
    categoryId,
    period: 'MONTH',
    limit: { amount: '100.00' },
    thresholds,
    idempotencyKey: 'canary-budget',
  });
  return { accountId, categoryId };
}

/** An expense that costs more than the whole budget, sent as a program would that traces itself. */
export async function overspend(
  { url, token }: Person,
  places: Places,
  headers: Record<string, string> = {},
): Promise<void> {
  const input = {
    ...places,
    amount: { amount: '123.45' },
    date: '2026-05-10',
    description: canaries.description,
    idempotencyKey: 'canary-expense',
  };
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...headers,
    },
    body: JSON.stringify({ query: operations.addExpense, variables: { input } }),
  });
  const { data } = (await response.json()) as { data?: { addExpense?: { __typename: string } } };
  if (data?.addExpense?.__typename !== 'AddExpenseSuccess') throw new Error(JSON.stringify(data));
}

type Listed = {
  accounts: { id: string }[];
  categories: { id: string; code: string | null }[];
};
