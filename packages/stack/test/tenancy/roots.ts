import type { Things } from './people.ts';

/**
 * How somebody could reach for another's things through each root field. Given one person twice, the
 * arguments are that person's own rightful request, which shows that what is refused to a stranger is
 * refused because they are one.
 */
export type Tries = (theirs: Things, mine: Things) => readonly Try[];

export type Try = {
  readonly args: Readonly<Record<string, unknown>>;
  /**
   * What a stranger is told: a problem's type, an error's code, `null`, `empty` (nothing that has an id),
   * or `found`: things that have ids, none of them the other's.
   */
  readonly stranger: string;
  /** What the owner is told; `found` unless said otherwise. */
  readonly owner?: string;
};

type Args = Readonly<Record<string, unknown>>;

const told = (stranger: string, args: Args, owner = 'found'): Try => ({ args, stranger, owner });
/** Answers with the asker's own things, whatever it is given. */
const own = (args: Args = {}): Try => told('found', args);

/** A mutation with the given inputs; each gets a key of the asker's own. */
function written(
  label: string,
  stranger: string,
  inputs: (theirs: Things, mine: Things) => readonly Args[],
): Tries {
  return (theirs, mine) =>
    inputs(theirs, mine).map((input, index) =>
      told(stranger, { input: { ...input, idempotencyKey: `${mine.tag}-${label}-${index}` } }),
    );
}

function both(first: Tries, second: Tries): Tries {
  return (theirs, mine) => [...first(theirs, mine), ...second(theirs, mine)];
}

/** Nothing of another's in it: only the idempotency key could bring the other's answer. */
const alike = (label: string, input: Args) => written(`${label}-alike`, 'found', () => [input]);

const money = { amount: '1.23' };

export const roots: Readonly<Record<string, Tries>> = {
  'Query.sessions': () => [own()],
  'Query.me': () => [own()],
  'Query.book': () => [own()],
  'Query.transactions': (theirs) => [
    own({ first: 50, filter: { includeReversed: true } }),
    own({ first: 50, after: theirs.newestTransaction }),
    own({ last: 50, before: theirs.oldestTransaction }),
    told('empty', { first: 50, filter: { categoryIds: [theirs.category] } }),
    told('empty', { first: 50, filter: { accountIds: [theirs.account] } }),
    told('empty', { first: 50, filter: { search: theirs.word } }),
  ],
  'Query.transaction': (theirs) => [
    told('null', { id: theirs.expense }),
    told('null', { id: theirs.reversed }),
  ],
  'Query.accounts': () => [own({ includeArchived: true })],
  'Query.categories': () => [own({ includeArchived: true })],
  // The stranger's things came later, so none of them stand after the owner's.
  'Query.imports': (theirs) => [
    own({ first: 50 }),
    told('empty', { first: 50, after: theirs.newestImport }),
  ],
  'Query.statementImports': () => [own({ first: 50 })],
  'Query.report': () => [own({ period: 'MONTH', date: '2026-05-10' }), own({ period: 'YEAR' })],
  'Query.budgets': () => [own({ includeArchived: true })],
  'Query.budget': (theirs) => [told('null', { id: theirs.budget })],
  'Query.budgetCrossings': (theirs, mine) => [
    told('null', { budgetId: theirs.budget, first: 50 }),
    told('empty', { budgetId: mine.budget, first: 50, after: theirs.newestCrossing }),
  ],
  'Query.alerts': (theirs) => [own({ first: 50 }), own({ first: 50, after: theirs.newestAlert })],
  'Query.alert': (theirs) => [told('null', { id: theirs.alert })],

  'Mutation.updateProfile': written('profile', 'found', () => [{ displayName: 'Alike' }]),
  'Mutation.updatePreferences': written('preferences', 'found', () => [{ locale: 'de' }]),

  'Mutation.addExpense': both(
    alike('expense', { amount: money }),
    written('expense', 'NotFound', (theirs) => [
      { amount: money, categoryId: theirs.category },
      { amount: money, accountId: theirs.account },
    ]),
  ),
  'Mutation.editExpense': written('edit', 'NotFound', (theirs, mine) => [
    { id: theirs.toEdit, description: 'Edited' },
    { id: mine.toMove, categoryId: theirs.category },
    { id: mine.toPay, accountId: theirs.savings },
  ]),
  'Mutation.removeExpense': written('remove', 'NotFound', (theirs) => [{ id: theirs.toRemove }]),
  'Mutation.addIncome': both(
    alike('income', { amount: money }),
    written('income', 'NotFound', (theirs) => [
      { amount: money, categoryId: theirs.earnings },
      { amount: money, accountId: theirs.account },
    ]),
  ),
  'Mutation.addRefund': written('refund', 'NotFound', (theirs, mine) => [
    { amount: money, categoryId: theirs.category },
    { amount: money, categoryId: mine.category, accountId: theirs.account },
  ]),
  'Mutation.addTransfer': written('transfer', 'NotFound', (theirs, mine) => [
    { amount: money, fromAccountId: theirs.account, toAccountId: mine.savings },
    { amount: money, fromAccountId: mine.account, toAccountId: theirs.savings },
  ]),
  'Mutation.removeTransaction': (theirs, mine) => [
    ...written('take-back', 'NotFound', () => [{ id: theirs.toTakeBack }])(theirs, mine),
    told(
      'NotFound',
      { input: { id: theirs.reversed, idempotencyKey: `${mine.tag}-take-back-twice` } },
      'AlreadyReversed',
    ),
  ],
  'Mutation.openAccount': (theirs, mine) =>
    written('account', 'found', () => [{ name: `Purse of ${mine.tag}`, type: 'ASSET' }])(
      theirs,
      mine,
    ),
  'Mutation.updateAccount': written('account-change', 'NotFound', (theirs) => [
    { id: theirs.savings, name: 'Renamed' },
    { id: theirs.savings, archived: true },
  ]),
  'Mutation.addCategory': (theirs, mine) =>
    written('category', 'found', () => [{ name: `Hobby of ${mine.tag}`, kind: 'EXPENSE' }])(
      theirs,
      mine,
    ),
  'Mutation.updateCategory': written('rename', 'NotFound', (theirs) => [
    { id: theirs.category, name: 'Renamed' },
    { id: theirs.earnings, archived: true },
  ]),
  'Mutation.previewStatement': (theirs) => [
    told('NotFound', {
      input: {
        accountId: theirs.account,
        fileName: 'june.csv',
        contentBase64: Buffer.from(
          'Date,Text,Amount\n2026-06-01,Tea,-1.00\nsome day,Tea,-1.00\n',
        ).toString('base64'),
      },
    }),
  ],
  'Mutation.importStatement': written('import', 'NotFound', (theirs, mine) => [
    { previewId: theirs.preview },
    { previewId: mine.otherPreview, categories: [{ line: 2, categoryId: theirs.category }] },
  ]),

  'Mutation.createBudget': both(
    alike('budget', { name: 'Alike', period: 'YEAR', limit: money }),
    written('budget', 'NotFound', (theirs) => [
      { name: 'Alike', period: 'WEEK', limit: money, categoryId: theirs.category },
    ]),
  ),
  'Mutation.updateBudget': written('budget-change', 'NotFound', (theirs) => [
    { id: theirs.budget, name: 'Renamed' },
    { id: theirs.budget, limit: { amount: '9.99' } },
  ]),
  'Mutation.archiveBudget': written('archive', 'NotFound', (theirs) => [{ id: theirs.budget }]),
  'Mutation.markAlertsRead': (theirs, mine) => [
    ...written('read', 'NotFound', () => [{ ids: [theirs.alert] }])(theirs, mine),
    ...written('read-up-to', 'found', () => [{ upTo: theirs.alertPlace }])(theirs, mine),
  ],

  // What these are given proves who somebody is; another's cannot be guessed.
  'Mutation.signUp': (theirs, mine) => [
    told(
      'EmailTaken',
      { input: { ...theirs.signUp, idempotencyKey: `${mine.tag}-another` } },
      'EmailTaken',
    ),
    told('IdempotencyConflict', { input: { ...theirs.signUp, password: mine.password } }),
  ],
  'Mutation.signIn': (theirs, mine) => [
    told('WrongCredentials', { input: { email: theirs.email, password: mine.password } }),
  ],
  'Mutation.refreshSession': (_theirs, mine) => [
    own({ input: { refreshToken: mine.refreshToken } }),
    told('SessionEnded', { input: { refreshToken: 'guessed' } }, 'SessionEnded'),
  ],
  'Mutation.signOut': (_theirs, mine) => [
    told('empty', { input: { refreshToken: mine.refreshTokenToEnd } }, 'empty'),
  ],

  'Subscription.ledgerChanges': (theirs) => [own(), own({ after: theirs.changePlace })],
  'Subscription.overspendAlerts': (theirs) => [own(), own({ after: theirs.alertPlace })],
};

/** Fields for people who are not signed in, or no longer. Everything else is refused to them. */
export const open: ReadonlySet<string> = new Set([
  'Mutation.signUp',
  'Mutation.signIn',
  'Mutation.refreshSession',
  'Mutation.signOut',
]);
