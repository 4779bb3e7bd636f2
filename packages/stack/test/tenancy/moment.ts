import { addDays } from '@outlay/calendar/calendar.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import type { GraphClient } from '../../src/graph-client.ts';
import { mutate, read } from './asking.ts';

type Who = { readonly tag: string; readonly word: string };
type Edge = { node: { budget: { name: string }; period: { start: string } } & Sent };
type Sent = { deliveries: { state: string }[] };

/** The first day of a month that nothing else happens in. */
function startOf(month: number): string {
  return addDays('2001-01-01', month * 31).replace(/\d\d$/, '01');
}

/** Makes something happen in somebody's book that both of their streams tell of, in a month of its own. */
export async function happen(
  client: GraphClient,
  { tag, word }: Who,
  month: number,
): Promise<void> {
  const limit = { name: `Little ${word}`, period: 'MONTH', limit: { amount: '0.02' } };
  await mutate(client, 'createBudget', { ...limit, idempotencyKey: `${tag}-little` });
  const spent = { amount: { amount: '0.03' }, description: `Moment ${word}`, date: startOf(month) };
  await mutate(client, 'addExpense', { ...spent, idempotencyKey: `${tag}-moment-${month}` });
}

/**
 * Waits until nothing moves by itself any more. What happens in one book is told in its order, so when
 * the alert of something new has come and is sent, all that was before it has come too.
 */
export async function settle(client: GraphClient, who: Who, month: number): Promise<void> {
  await happen(client, who, month);
  await eventually(async () => {
    const { edges } = await read<{ edges: Edge[] }>(client, 'alerts', { first: 100 });
    const deliveries = edges.flatMap(({ node }) => node.deliveries);
    const { verification } = await read<Sealed>(client, 'book');
    return (
      edges.filter(({ node }) => isAbout(node, who, month)).length >= 2 &&
      deliveries.every(({ state }) => state === 'SENT') &&
      verification.unsealedEntries === '0'
    );
  });
}

/** Both thresholds are told of; the last of them is the last that comes. */
function isAbout({ budget, period }: Edge['node'], { word }: Who, month: number): boolean {
  return budget.name === `Little ${word}` && period.start === startOf(month);
}

type Sealed = { verification: { unsealedEntries: string } };
