import type { Viewer } from '@outlay/identity/viewer.ts';
import type { Subgraph } from '@outlay/service-kit/subgraph.ts';
import { type Data, type Harness, newKey } from './harness.ts';

/** The mutations as tests call them: all that can be asked of each answer, and a key if none is given. */

const transaction = `{
  id kind status date description position amount { amount minorUnits currency }
  account { id name balance { amount currency } } toAccount { id name balance { amount } }
  category { id name code } postings { accountId amount { amount } }
  reverses { id } reversedBy { id } replaces { id } replacedBy { id }
}`;

const problems = `
  ... on Problem { message }
  ... on InvalidInput { fields { path message } }
  ... on NotFound { id }
  ... on IdempotencyConflict { idempotencyKey }`;

const posted = (type: string): string => `... on ${type} { position transaction ${transaction} }`;
const reversed = `... on AlreadyReversed { transaction ${transaction} }`;
const removed = `... on RemoveTransactionSuccess { position reversal ${transaction} } ${reversed}`;
const account = '{ id name type currency archived balance { amount currency } }';
const category = '{ id name kind code icon archived }';

/** Of each mutation: the type of its input, and what is asked of its success. */
const mutations = {
  addExpense: ['AddExpenseInput', posted('AddExpenseSuccess')],
  addIncome: ['AddIncomeInput', posted('AddIncomeSuccess')],
  addRefund: ['AddRefundInput', posted('AddRefundSuccess')],
  addTransfer: ['AddTransferInput', posted('AddTransferSuccess')],
  editExpense: [
    'EditExpenseInput',
    `... on EditExpenseSuccess { position transaction ${transaction} reversal ${transaction} } ${reversed}`,
  ],
  removeExpense: ['RemoveTransactionInput', removed],
  removeTransaction: ['RemoveTransactionInput', removed],
  openAccount: ['OpenAccountInput', `... on OpenAccountSuccess { account ${account} }`],
  updateAccount: ['UpdateAccountInput', `... on UpdateAccountSuccess { account ${account} }`],
  addCategory: ['AddCategoryInput', `... on AddCategorySuccess { category ${category} }`],
  updateCategory: ['UpdateCategoryInput', `... on UpdateCategorySuccess { category ${category} }`],
} as const;

export type MutationName = keyof typeof mutations;

export const mutationNames = Object.keys(mutations) as MutationName[];

export async function mutate(
  ledger: Harness,
  viewer: Viewer | null,
  name: MutationName,
  input: object,
  on?: Subgraph,
): Promise<Data> {
  const [type, success] = mutations[name];
  // The problem types of this union, as fragments on others would not be valid.
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) {
    __typename ${success} ${fragmentsFor(name)} } }`;
  const variables = { input: { idempotencyKey: newKey(), ...input } };
  return (await ledger.ask(viewer, query, variables, on))[name];
}

function fragmentsFor(name: MutationName): string {
  const lacksNotFound = name === 'openAccount' || name === 'addCategory';
  return lacksNotFound ? problems.replace('... on NotFound { id }', '') : problems;
}

/** Mutates and expects success. */
export async function succeed(
  ledger: Harness,
  viewer: Viewer,
  name: MutationName,
  input: object,
  on?: Subgraph,
): Promise<Data> {
  const result = await mutate(ledger, viewer, name, input, on);
  if (String(result.__typename).endsWith('Success')) return result;
  throw new Error(`${name} answered ${JSON.stringify(result)}`);
}

/** The message of the one field that was wrong, after its path. */
export function complaint(result: Data): string {
  if (result.__typename !== 'InvalidInput') return JSON.stringify(result);
  return result.fields
    .map(({ path, message }: { path: string[]; message: string }) => `${path.join('.')} ${message}`)
    .join('\n');
}

export async function accountsOf(ledger: Harness, viewer: Viewer): Promise<Data[]> {
  const query = `{ accounts(includeArchived: true) ${account} }`;
  return (await ledger.ask(viewer, query)).accounts;
}

export async function categoriesOf(ledger: Harness, viewer: Viewer): Promise<Data[]> {
  const query = `{ categories(includeArchived: true) ${category} }`;
  return (await ledger.ask(viewer, query)).categories;
}

/** The default category of a code. */
export async function categoryId(ledger: Harness, viewer: Viewer, code: string): Promise<string> {
  const found = (await categoriesOf(ledger, viewer)).find((one) => one.code === code);
  if (!found) throw new Error(`There is no category ${code}`);
  return found.id;
}
