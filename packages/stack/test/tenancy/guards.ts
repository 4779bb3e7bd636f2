import type { EntityKey } from './contract.ts';
import type { Things } from './people.ts';

/**
 * What each object type is:
 * - `identity`: has an id of its own, which no stranger may learn or use;
 * - `value`: part of an answer, nothing without the thing that it belongs to;
 * - `{ unshown }`: not among any rightful answer here, and why it can't tell of another's things.
 *
 * A row alone covers nothing: an `identity` or `value` must also have been shown to its owner by one of
 * the requests that strangers tried too.
 */
export const types: Readonly<Record<string, 'identity' | 'value' | { readonly unshown: string }>> =
  {
    Account: 'identity',
    AddCategorySuccess: 'value',
    AddExpenseSuccess: 'value',
    AddIncomeSuccess: 'value',
    AddRefundSuccess: 'value',
    AddTransferSuccess: 'value',
    AggregatesBehind: { unshown: 'tells how far the asker’s own book is' },
    Alert: 'identity',
    AlertConnection: 'value',
    AlertEdge: 'value',
    AlertPeriod: 'value',
    AlreadyReversed: 'value',
    ArchiveBudgetSuccess: 'value',
    Book: 'identity',
    BookVerification: 'value',
    Budget: 'identity',
    BudgetCrossing: 'identity',
    BudgetCrossingConnection: 'value',
    BudgetCrossingEdge: 'value',
    BudgetStatus: 'value',
    Category: 'identity',
    CategoryTotal: 'value',
    Comparison: 'value',
    ContactChannel: 'value',
    CreateBudgetSuccess: 'value',
    CurrencyTotal: { unshown: 'stands in a report, where its like is shown in one currency' },
    DayTotal: 'value',
    Delivery: 'identity',
    EditExpenseSuccess: 'value',
    EmailTaken: 'value',
    FieldProblem: { unshown: 'tells what the asker sent' },
    IdempotencyConflict: { unshown: 'repeats the key that the asker sent' },
    ImportStatementSuccess: 'value',
    InvalidInput: { unshown: 'tells what the asker sent' },
    LedgerChange: 'value',
    MarkAlertsReadSuccess: 'value',
    Money: 'value',
    MonthTotal: 'value',
    NotFound: { unshown: 'repeats the id that the asker sent' },
    OpenAccountSuccess: 'value',
    PageInfo: 'value',
    Period: 'value',
    Posting: 'value',
    Preferences: 'value',
    RefreshSessionSuccess: 'value',
    RemoveTransactionSuccess: 'value',
    Report: 'value',
    Session: 'value',
    SessionEnded: 'value',
    SignInSuccess: 'value',
    SignOutSuccess: 'value',
    SignUpSuccess: 'value',
    SignedInSession: 'identity',
    StatementFormat: 'value',
    StatementImport: 'identity',
    StatementImportConnection: 'value',
    StatementImportEdge: 'value',
    StatementPreview: 'identity',
    StatementRow: 'value',
    TooManyAttempts: { unshown: 'tells how long to wait, whoever’s the address is' },
    Transaction: 'identity',
    TransactionConnection: 'value',
    TransactionEdge: 'value',
    UnreadableRow: 'value',
    UnreadableStatement: { unshown: 'tells of the file that the asker sent' },
    UpdateAccountSuccess: 'value',
    UpdateBudgetSuccess: 'value',
    UpdateCategorySuccess: 'value',
    UpdatePreferencesSuccess: 'value',
    UpdateProfileSuccess: 'value',
    User: 'identity',
    WrongCredentials: { unshown: 'is the same whether or not anybody has the address' },
  };

/** Types whose `id` is not that of a thing. */
export const echoes: ReadonlySet<string> = new Set(['NotFound']);

/** The ids by which a stranger asks a subgraph for another's entities; `stub` where it resolves none. */
export const entities: Readonly<
  Record<EntityKey['place'], 'stub' | ((theirs: Things) => readonly string[])>
> = {
  'auth User(id)': (theirs) => [theirs.user],
  'user User(id)': (theirs) => [theirs.user],
  'ledger Book(id)': (theirs) => [theirs.book],
  'ledger Account(id)': (theirs) => [theirs.account, theirs.savings],
  'ledger Category(id)': (theirs) => [theirs.category, theirs.earnings],
  'ledger Transaction(id)': (theirs) => [theirs.expense, theirs.reversed],
  'ledger StatementImport(id)': (theirs) => [theirs.statementImport],
  'reporting Budget(id)': (theirs) => [theirs.budget],
  'reporting Category(id)': 'stub',
  'notification Alert(id)': (theirs) => [theirs.alert],
  'notification Budget(id)': 'stub',
  'notification Transaction(id)': 'stub',
};
