import { randomFrom } from '@outlay/testkit/seeded.ts';
import * as operations from '../../src/demo/operations.ts';
import { places } from './asking.ts';
import { insist } from './insist.ts';
import { newPerson, newSignUp, type Person } from './person.ts';
import { alertStream, changeStream, Watcher, type Watching } from './watcher.ts';
import { type Pace, type Place, Writer } from './writer.ts';

/** A person with a budget, who writes around its limit and watches what that leads to. */
export type Participant = AsyncDisposable & {
  readonly bookId: string;
  readonly person: Person;
  readonly writer: Writer;
  readonly alerts: Watching;
  readonly changes: Watching;
  readonly stop: () => Promise<void>;
};

/** The answer to `places`. */
export type Listed = {
  readonly accounts: readonly { readonly id: string }[];
  readonly categories: readonly { readonly id: string; readonly code: string | null }[];
};

export type Part = {
  readonly name: string;
  readonly seed: number;
  readonly pace: Pace;
  /** Percentages of the budget at which an alert is raised; the configured ones when left out. */
  readonly thresholds?: readonly number[];
};

/** How long a first alert may take before the next is tried. */
const firstAlertMs = 2_000;

/** Signs up somebody new, and resolves when both of their streams have shown something. */
export async function takePart(url: string, part: Part): Promise<Participant> {
  const { name, pace } = part;
  const signUp = newSignUp();
  const person = await until(() => newPerson(url, signUp));
  // The book is on its way.
  const place = placeFor(await until(() => person.client.request<Listed>(places)));
  const budget = {
    name: 'Food',
    categoryId: place.categoryId,
    period: 'MONTH',
    limit: { amount: '100.00' },
    idempotencyKey: `${name}-budget`,
    ...(part.thresholds && { thresholds: part.thresholds }),
  };
  // Reporting may not have heard of the new book yet.
  await until(() => person.client.mutate(operations.createBudget, budget));
  const alerts = new Watcher(person, alertStream);
  const changes = new Watcher(person, changeStream);
  const stop = async (): Promise<void> => {
    await Promise.all([alerts.stop(), changes.stop()]);
    await person.client.close();
  };
  const writer = new Writer(person, randomFrom(part.seed), place, name, pace);
  try {
    await warmUp(writer, alerts, changes);
  } catch (error) {
    await stop();
    throw error;
  }
  const { bookId } = person;
  return { bookId, person, writer, alerts, changes, stop, [Symbol.asyncDispose]: stop };
}

/**
 * A subscription doesn't say when it has begun; once it has shown something there is a cursor. And what
 * is written before the last alert has come may be decided together with it, and lead to none.
 */
async function warmUp(writer: Writer, alerts: Watching, changes: Watching): Promise<void> {
  for (let settled = false; !settled;) {
    const spent = await writer.splurge();
    if (spent === null) continue;
    await alerts.tells(spent, afterMs(firstAlertMs));
    const taken = await writer.remove(never, spent);
    if (taken === null) continue;
    settled = (await alerts.tells(taken, afterMs(firstAlertMs))) && changes.seen.length > 0;
  }
}

/** Where a new book's expenses of the budget's category go. */
export function placeFor({ accounts, categories }: Listed): Place {
  const [account] = accounts;
  const groceries = categories.find(({ code }) => code === 'groceries');
  if (!account || !groceries) throw new Error('A new book lacks its accounts or categories');
  return { accountId: account.id, categoryId: groceries.id };
}

const never = (): boolean => false;

/** Asks for as long as it takes. */
async function until<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  return (await insist(never, ask)) as Answer;
}

function afterMs(ms: number): () => boolean {
  const until = performance.now() + ms;
  return () => performance.now() >= until;
}
