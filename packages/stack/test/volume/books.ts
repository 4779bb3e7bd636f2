import { randomUUID } from 'node:crypto';
import { verifyAccessToken } from '@outlay/identity/access-token.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { formatDecimal } from '@outlay/money/money.ts';
import { SubgraphExecutor } from '@outlay/service-kit/execute.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import type { Subgraphs } from '../../src/stack.ts';
import type { PlannedBook, Step } from './plan.ts';

export type Book = PlannedBook & {
  readonly viewer: Viewer;
  /** ISO weekday, 1 is Monday. */
  readonly firstDayOfWeek: number;
  /** Two accounts for each currency. */
  readonly accounts: ReadonlyMap<string, readonly [string, string]>;
};

export type Run = <Data>(
  subgraph: keyof Subgraphs,
  viewer: Viewer | null,
  query: string,
  variables: object,
) => Promise<Data>;

/** Runs operations straight on the subgraphs. Throws for an answer with errors. */
export function runnerOn(subgraphs: Subgraphs): Run {
  const logger = createLogger('volume', 'error');
  const executors = new Map(
    Object.entries(subgraphs).map(([name, subgraph]) => [
      name,
      new SubgraphExecutor(subgraph, logger),
    ]),
  );
  return async <Data>(name: string, viewer: Viewer | null, query: string, variables: object) => {
    const request = { viewer, requestId: 'volume' };
    const operation = { query, variables: { ...variables } };
    const { data, errors } = await executors.get(name)!.execute(operation, request);
    if (errors) throw new Error(`${name} answered ${JSON.stringify(errors)}`);
    return data as Data;
  };
}

/** Signs somebody up and opens two accounts for each currency; the first currency is the book's. */
export async function openBook(
  run: Run,
  subgraphs: Subgraphs,
  about: { currencies: readonly string[]; firstDayOfWeek: number; timeZone: string },
): Promise<Book> {
  const { currencies, firstDayOfWeek, timeZone } = about;
  const [currency] = currencies;
  const email = `${randomUUID()}@outlay.invalid`;
  const who = { email, password: 'a long enough password', displayName: 'Somebody' };
  const preferences = { currency, locale: 'en', timeZone, firstDayOfWeek };
  const input = { ...who, ...preferences, idempotencyKey: email };
  const { signUp } = await run<SignedUp>('auth', null, signUpText, { input });
  const viewer = await verifyAccessToken(signUp.session.accessToken, subgraphs.auth.jwks);

  const open = async (name: string, of: string, openingBalance?: string): Promise<string> => {
    const opened = {
      name,
      type: 'ASSET',
      currency: of,
      openingBalance,
      idempotencyKey: `open-${name.replace(' ', '-')}`,
    };
    const answer = await run<Opened>('ledger', viewer, openText, { input: opened });
    const { account, message } = answer.openAccount;
    if (!account) throw new Error(`openAccount was answered: ${message ?? 'nothing'}`);
    return account.id;
  };
  const accounts = new Map<string, [string, string]>();
  for (const of of currencies) {
    accounts.set(of, [await open(`Purse ${of}`, of), await open(`Safe ${of}`, of, '1000')]);
  }
  const { categories } = await run<Listed>('ledger', viewer, '{ categories { id kind } }', {});
  const ofKind = (wanted: string) =>
    categories.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  return {
    viewer,
    currencies,
    firstDayOfWeek,
    accounts,
    expenseCategories: ofKind('EXPENSE'),
    incomeCategories: ofKind('INCOME'),
  };
}

/** Does the steps of a plan, many at once; one that edits or removes waits for what it is about. */
export async function carryOut(
  run: Run,
  books: readonly Book[],
  steps: readonly Step[],
  atOnce: number,
): Promise<void> {
  const done: Promise<string | null>[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let place = next++; place < steps.length; place = next++) {
      done[place] = carryOutOne(run, books, steps[place]!, place, done);
      await done[place];
    }
  };
  const stop = (error: unknown): never => {
    next = steps.length;
    throw error;
  };
  await Promise.all(Array.from({ length: atOnce }, () => work().catch(stop)));
}

/** Gives the id of the transaction that stands after it. */
async function carryOutOne(
  run: Run,
  books: readonly Book[],
  step: Step,
  place: number,
  done: readonly Promise<string | null>[],
): Promise<string | null> {
  const { viewer, accounts } = books[step.book]!;
  const about = 'target' in step ? { id: await done[step.target] } : {};
  const key = { idempotencyKey: `the-step-${place}` };
  const write = async (field: string, text: string, input: object): Promise<string> => {
    const answer = await run<Record<string, Written>>('ledger', viewer, text, { input });
    const { transaction, message } = answer[field] as Written;
    if (!transaction) throw new Error(`${field} was answered: ${message ?? 'nothing'}`);
    return transaction.id;
  };
  if (step.does === 'remove') {
    const field = step.isExpense ? 'removeExpense' : 'removeTransaction';
    await write(field, removals[field], { ...about, ...key });
    return null;
  }
  const { kind, currency, amount, date, category } = step.what;
  const [from, to] = accounts.get(currency)!;
  const said = {
    ...about,
    ...key,
    amount: { amount: formatDecimal({ minorUnits: amount, currency }), currency },
    date,
    description: `Step ${place % 100}`,
  };
  if (step.does === 'edit') {
    return write('editExpense', recordings.editExpense, { ...said, categoryId: category });
  }
  if (kind === 'TRANSFER') {
    const between = { fromAccountId: from, toAccountId: to };
    return write('addTransfer', recordings.addTransfer, { ...said, ...between });
  }
  const field = ({ EXPENSE: 'addExpense', INCOME: 'addIncome', REFUND: 'addRefund' } as const)[
    kind
  ];
  // Now from the one, now from the other account.
  const accountId = place % 3 === 0 ? to : from;
  return write(field, recordings[field], { ...said, accountId, categoryId: category });
}

const recordings = {
  addExpense: recordingText('addExpense', 'AddExpense'),
  addIncome: recordingText('addIncome', 'AddIncome'),
  addRefund: recordingText('addRefund', 'AddRefund'),
  addTransfer: recordingText('addTransfer', 'AddTransfer'),
  editExpense: recordingText('editExpense', 'EditExpense'),
};

const removals = {
  removeExpense: removalText('removeExpense'),
  removeTransaction: removalText('removeTransaction'),
};

function recordingText(field: string, name: string): string {
  return `mutation ($input: ${name}Input!) { ${field}(input: $input) {
    ... on ${name}Success { transaction { id } } ... on Problem { message } } }`;
}

function removalText(field: string): string {
  return `mutation ($input: RemoveTransactionInput!) { ${field}(input: $input) {
    ... on RemoveTransactionSuccess { transaction: reversal { id } } ... on Problem { message } } }`;
}

const signUpText = `mutation ($input: SignUpInput!) { signUp(input: $input) {
  ... on SignUpSuccess { session { accessToken } } } }`;
const openText = `mutation ($input: OpenAccountInput!) { openAccount(input: $input) {
  ... on OpenAccountSuccess { account { id } } ... on Problem { message } } }`;

type SignedUp = { signUp: { session: { accessToken: string } } };
type Opened = { openAccount: { account?: { id: string }; message?: string } };
type Listed = { categories: { id: string; kind: string }[] };
type Written = { transaction?: { id: string }; message?: string };
