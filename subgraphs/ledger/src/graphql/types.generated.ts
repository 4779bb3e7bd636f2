// Generated from schema.graphql by `npm run schema`. Don't edit.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { BookModel, AccountModel, CategoryModel, TransactionModel, PostingModel, PageInfoModel, LedgerChangeModel, StatementPreviewModel, StatementImportModel } from './models.ts';
import type { Context } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A calendar date without time or zone, `YYYY-MM-DD`. */
  Date: { input: string; output: string; }
  /** An instant, RFC 3339 in UTC with milliseconds: `2026-03-01T09:30:00.000Z`. */
  DateTime: { input: string; output: Date | string; }
  /** An integer of up to 64 bits, as a decimal string so that no client rounds it. */
  BigInt: { input: bigint; output: bigint; }
  /** An exact decimal number, as a string: `"12.50"`. A JSON number is accepted as input only when it is an integer. */
  Decimal: { input: string; output: string; }
  /** An ISO 4217 currency code in capitals: `EUR`. */
  CurrencyCode: { input: string; output: string; }
  /** An opaque place in a list or a stream. Pass back what you were given. */
  Cursor: { input: string; output: string; }
  /** An opaque place in a book's history, returned by every write. Pass it to a report as `atLeast` to read your own write. */
  Position: { input: bigint; output: bigint; }
  _FieldSet: { input: string; output: string; }
};

/** An amount of one currency. */
export type Money = {
  __typename?: 'Money';
  /** The amount as an exact decimal in the currency's major unit, with as many decimals as the currency has: `"12.50"`. */
  amount: Scalars['Decimal']['output'];
  /** The same amount as an integer in the currency's minor unit: `"1250"`. */
  minorUnits: Scalars['BigInt']['output'];
  /** The currency of the amount. */
  currency: Scalars['CurrencyCode']['output'];
};

/** An amount as it is given by a client. */
export type MoneyInput = {
  /** The amount in the currency's major unit: `"12.50"`. More decimals than the currency has are refused. */
  amount: Scalars['Decimal']['input'];
  /** The currency; left out, it is that of the account or the book, unless the field says otherwise. */
  currency?: InputMaybe<Scalars['CurrencyCode']['input']>;
};

/** Where a page stands in its list (Relay). */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Whether more follows after `endCursor`. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is something before `startCursor`. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge of this page. */
  startCursor: Maybe<Scalars['Cursor']['output']>;
  /** The cursor of the last edge of this page. */
  endCursor: Maybe<Scalars['Cursor']['output']>;
};

/** An expected failure. Nothing was changed. */
export type Problem = {
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
};

/** The input breaks a rule. */
export type InvalidInput = Problem & {
  __typename?: 'InvalidInput';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
  /** Every field that breaks a rule. */
  fields: Array<FieldProblem>;
};

/** One field of the input that breaks a rule. */
export type FieldProblem = {
  __typename?: 'FieldProblem';
  /** Where the field stands in the input, outermost first: `["amount", "currency"]`. */
  path: Array<Scalars['String']['output']>;
  /** What is wrong with it and what to do. */
  message: Scalars['String']['output'];
};

/** Nothing of that id is there for this viewer. */
export type NotFound = Problem & {
  __typename?: 'NotFound';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
  /** The id that was asked for. */
  id: Scalars['ID']['output'];
};

/** The idempotency key was used before with other input. Use a new key for a new request. */
export type IdempotencyConflict = Problem & {
  __typename?: 'IdempotencyConflict';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
  /** The key that was sent. */
  idempotencyKey: Scalars['String']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** The viewer's book. */
  book: Maybe<Book>;
  /** The viewer's transactions, newest date first. Reversals and what they reversed are left out unless asked for. */
  transactions: Maybe<TransactionConnection>;
  /** One transaction, or null when the viewer has none of that id. */
  transaction: Maybe<Transaction>;
  /** The viewer's accounts by name; without the archived ones unless asked. */
  accounts: Maybe<Array<Account>>;
  /** The viewer's categories by name; without the archived ones unless asked. */
  categories: Maybe<Array<Category>>;
  /** Imports of statements, newest first. */
  imports: Maybe<StatementImportConnection>;
  /**
   * The newest imports of statements.
   * @deprecated Ends after 100. Ask for `imports`, which goes on.
   */
  statementImports: Maybe<Array<StatementImport>>;
};


export type QueryTransactionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['Cursor']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  filter?: InputMaybe<TransactionFilter>;
};


export type QueryTransactionArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAccountsArgs = {
  includeArchived?: Scalars['Boolean']['input'];
};


export type QueryCategoriesArgs = {
  kind?: InputMaybe<CategoryKind>;
  includeArchived?: Scalars['Boolean']['input'];
};


export type QueryImportsArgs = {
  first?: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['Cursor']['input']>;
};


export type QueryStatementImportsArgs = {
  first?: Scalars['Int']['input'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Records money spent. */
  addExpense: AddExpenseResult;
  /** Corrects an expense: the old transaction is reversed and a new one takes its place. What is left out stays. */
  editExpense: EditExpenseResult;
  /** Removes an expense by posting its reversal; once only. */
  removeExpense: RemoveTransactionResult;
  /** Records money earned. */
  addIncome: AddIncomeResult;
  /** Records money that came back for an expense; it lowers what its category spent. */
  addRefund: AddRefundResult;
  /** Moves money between two of the viewer's accounts. It is not spending. */
  addTransfer: AddTransferResult;
  /** Removes a transaction of any kind by posting its reversal; once only. */
  removeTransaction: RemoveTransactionResult;
  /** Opens an account. */
  openAccount: OpenAccountResult;
  /** Renames or archives an account. What is left out stays. */
  updateAccount: UpdateAccountResult;
  /** Creates a category. */
  addCategory: AddCategoryResult;
  /** Renames or archives a category. What is left out stays. */
  updateCategory: UpdateCategoryResult;
  /** Reads a bank statement and tells what importing it would do. Nothing is posted. */
  previewStatement: PreviewStatementResult;
  /** Posts the new rows of a previewed statement. Rows that were imported before are left alone, even if removed since. */
  importStatement: ImportStatementResult;
};


export type MutationAddExpenseArgs = {
  input: AddExpenseInput;
};


export type MutationEditExpenseArgs = {
  input: EditExpenseInput;
};


export type MutationRemoveExpenseArgs = {
  input: RemoveTransactionInput;
};


export type MutationAddIncomeArgs = {
  input: AddIncomeInput;
};


export type MutationAddRefundArgs = {
  input: AddRefundInput;
};


export type MutationAddTransferArgs = {
  input: AddTransferInput;
};


export type MutationRemoveTransactionArgs = {
  input: RemoveTransactionInput;
};


export type MutationOpenAccountArgs = {
  input: OpenAccountInput;
};


export type MutationUpdateAccountArgs = {
  input: UpdateAccountInput;
};


export type MutationAddCategoryArgs = {
  input: AddCategoryInput;
};


export type MutationUpdateCategoryArgs = {
  input: UpdateCategoryInput;
};


export type MutationPreviewStatementArgs = {
  input: PreviewStatementInput;
};


export type MutationImportStatementArgs = {
  input: ImportStatementInput;
};

export type Subscription = {
  __typename?: 'Subscription';
  /** Everything posted to the viewer's book. With `after`, first what was posted since, then live, with no gap and no double. */
  ledgerChanges: LedgerChange;
};


export type SubscriptionLedgerChangesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
};

/** A user's ledger. Nothing posted to it is ever changed or deleted. */
export type Book = {
  __typename?: 'Book';
  /** The book's id. */
  id: Scalars['ID']['output'];
  /** The currency that amounts have unless they say otherwise. */
  currency: Scalars['CurrencyCode']['output'];
  /** The place of the newest change in the book's history; null before the first. */
  position: Maybe<Scalars['Position']['output']>;
  /** When the book was opened. */
  createdAt: Scalars['DateTime']['output'];
  /** Recomputes the hash chain over every entry of the book and says whether it is whole. */
  verification: BookVerification;
};

/** What recomputing a book's hash chain found. */
export type BookVerification = {
  __typename?: 'BookVerification';
  /** Whether every sealed entry is as it was when it was sealed, and the whole book balances. */
  intact: Scalars['Boolean']['output'];
  /** How many entries are sealed. */
  sealedEntries: Scalars['BigInt']['output'];
  /** How many entries are posted but not sealed yet; a follower seals them within moments. */
  unsealedEntries: Scalars['BigInt']['output'];
  /** The hash over everything sealed, in hexadecimal. Keep it to prove later that nothing was changed. */
  head: Maybe<Scalars['String']['output']>;
  /** The first transaction whose entry is not as it was; null when intact. */
  firstBrokenTransaction: Maybe<Scalars['ID']['output']>;
};

/** Where money is kept or owed. */
export type Account = {
  __typename?: 'Account';
  /** The account's id. */
  id: Scalars['ID']['output'];
  /** What it is called. */
  name: Scalars['String']['output'];
  /** What kind it is. */
  type: AccountType;
  /** The currency it is kept in. */
  currency: Scalars['CurrencyCode']['output'];
  /** What is in it now; negative when it is owed. */
  balance: Money;
  /** Whether it is closed for new transactions. */
  archived: Scalars['Boolean']['output'];
  /** When it was opened. */
  createdAt: Scalars['DateTime']['output'];
};

/** Kinds of accounts. */
export type AccountType =
  /** Money the viewer has: cash, a bank account, a wallet. */
  | 'ASSET'
  /** Money the viewer owes: a credit card, a loan. */
  | 'LIABILITY';

/** What money was spent on or earned by. */
export type Category = {
  __typename?: 'Category';
  /** The category's id. */
  id: Scalars['ID']['output'];
  /** What it is called. */
  name: Scalars['String']['output'];
  /** Whether it is for spending or for income. */
  kind: CategoryKind;
  /** The configured category that this one was made from; null for one that the viewer added. */
  code: Maybe<Scalars['String']['output']>;
  /** A symbol to show with it. */
  icon: Maybe<Scalars['String']['output']>;
  /** Whether it is closed for new transactions. */
  archived: Scalars['Boolean']['output'];
};

/** Kinds of categories. */
export type CategoryKind =
  /** For spending. */
  | 'EXPENSE'
  /** For income. */
  | 'INCOME';

/** Something that happened to money, in double entry. */
export type Transaction = {
  __typename?: 'Transaction';
  /** The transaction's id. */
  id: Scalars['ID']['output'];
  /** What kind it is. */
  kind: TransactionKind;
  /** Whether it counts. */
  status: TransactionStatus;
  /** The date on the receipt. */
  date: Scalars['Date']['output'];
  /** What it was for. */
  description: Scalars['String']['output'];
  /** The amount: positive, in the currency of the account. */
  amount: Money;
  /** The viewer's account that it took from, or gave to for an income or a refund. */
  account: Account;
  /** The account that a transfer gave to; null for other kinds. */
  toAccount: Maybe<Account>;
  /** Its category; null for a transfer or an opening balance. */
  category: Maybe<Category>;
  /** Its legs; they sum to zero per currency. */
  postings: Array<Posting>;
  /** When it was recorded. */
  recordedAt: Scalars['DateTime']['output'];
  /** The transaction that this one takes back. */
  reverses: Maybe<Transaction>;
  /** The transaction that took this one back. */
  reversedBy: Maybe<Transaction>;
  /** The transaction that this one corrects. */
  replaces: Maybe<Transaction>;
  /** The transaction that corrects this one. */
  replacedBy: Maybe<Transaction>;
  /** The import it came with. */
  statementImport: Maybe<StatementImport>;
  /** Its place in the book's history. */
  position: Scalars['Position']['output'];
};

/** Kinds of transactions. */
export type TransactionKind =
  /** Money spent. */
  | 'EXPENSE'
  /** Money earned. */
  | 'INCOME'
  /** Money that came back for an expense. */
  | 'REFUND'
  /** Money moved between the viewer's own accounts. */
  | 'TRANSFER'
  /** What an account held when it was opened. */
  | 'OPENING';

/** Whether a transaction counts. */
export type TransactionStatus =
  /** It counts. */
  | 'POSTED'
  /** It was taken back and doesn't count. */
  | 'REVERSED'
  /** It takes back another and counts only with it. */
  | 'REVERSAL';

/** One leg of a transaction. */
export type Posting = {
  __typename?: 'Posting';
  /** The id of the account or category it is posted to. */
  accountId: Scalars['ID']['output'];
  /** What is posted; positive is debit, negative credit. */
  amount: Money;
};

/** Which transactions. Everything given must hold. */
export type TransactionFilter = {
  /** From this date on. */
  from?: InputMaybe<Scalars['Date']['input']>;
  /** Up to this date. */
  to?: InputMaybe<Scalars['Date']['input']>;
  /** In one of these categories. */
  categoryIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** With one of these accounts. */
  accountIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Of one of these kinds. */
  kinds?: InputMaybe<Array<TransactionKind>>;
  /** Of at least this amount, in major units. */
  minAmount?: InputMaybe<Scalars['Decimal']['input']>;
  /** Of at most this amount, in major units. */
  maxAmount?: InputMaybe<Scalars['Decimal']['input']>;
  /** With amounts in this currency. */
  currency?: InputMaybe<Scalars['CurrencyCode']['input']>;
  /** With all of these words in the description; the beginning of each is enough. A word is letters and digits: signs alone find nothing, a blank text leaves nothing out. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Whether reversed transactions and their reversals are included. */
  includeReversed?: Scalars['Boolean']['input'];
};

/** A page of transactions (Relay). */
export type TransactionConnection = {
  __typename?: 'TransactionConnection';
  /** The transactions with their cursors. */
  edges: Array<TransactionEdge>;
  /** The transactions alone. */
  nodes: Array<Transaction>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** A transaction in a page. */
export type TransactionEdge = {
  __typename?: 'TransactionEdge';
  /** The transaction. */
  node: Transaction;
  /** Its place in the list. */
  cursor: Scalars['Cursor']['output'];
};

/** Money spent. */
export type AddExpenseInput = {
  /** How much; more than nothing. */
  amount: MoneyInput;
  /** What for. Left out, the configured patterns decide from the description. */
  categoryId?: InputMaybe<Scalars['ID']['input']>;
  /** From which account. Left out, the open account in that currency that was opened first. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
  /** The date on the receipt. Left out, today in the viewer's time zone. */
  date?: InputMaybe<Scalars['Date']['input']>;
  /** In the viewer's words, up to 500 characters. */
  description?: Scalars['String']['input'];
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** What to change of an expense. */
export type EditExpenseInput = {
  /** The expense's id. */
  id: Scalars['ID']['input'];
  /** How much; more than nothing. */
  amount?: InputMaybe<MoneyInput>;
  /** What for. */
  categoryId?: InputMaybe<Scalars['ID']['input']>;
  /** From which account. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
  /** The date on the receipt. */
  date?: InputMaybe<Scalars['Date']['input']>;
  /** In the viewer's words, up to 500 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** The transaction to remove. */
export type RemoveTransactionInput = {
  /** The transaction's id. */
  id: Scalars['ID']['input'];
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** Money earned. */
export type AddIncomeInput = {
  /** How much; more than nothing. */
  amount: MoneyInput;
  /** What by. Left out, the configured patterns decide from the description. */
  categoryId?: InputMaybe<Scalars['ID']['input']>;
  /** To which account. Left out, the open account in that currency that was opened first. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
  /** The date it came. Left out, today in the viewer's time zone. */
  date?: InputMaybe<Scalars['Date']['input']>;
  /** In the viewer's words, up to 500 characters. */
  description?: Scalars['String']['input'];
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** Money that came back for an expense. */
export type AddRefundInput = {
  /** How much; more than nothing. */
  amount: MoneyInput;
  /** The category whose spending it lowers. */
  categoryId: Scalars['ID']['input'];
  /** To which account. Left out, the open account in that currency that was opened first. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
  /** The date it came. Left out, today in the viewer's time zone. */
  date?: InputMaybe<Scalars['Date']['input']>;
  /** In the viewer's words, up to 500 characters. */
  description?: Scalars['String']['input'];
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** Money moved between two accounts. */
export type AddTransferInput = {
  /** How much; more than nothing. Both accounts must be in this currency. */
  amount: MoneyInput;
  /** From which account. */
  fromAccountId: Scalars['ID']['input'];
  /** To which account. */
  toAccountId: Scalars['ID']['input'];
  /** The date it moved. Left out, today in the viewer's time zone. */
  date?: InputMaybe<Scalars['Date']['input']>;
  /** In the viewer's words, up to 500 characters. */
  description?: Scalars['String']['input'];
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** A new account. */
export type OpenAccountInput = {
  /** What it is called, 1 to 80 characters, unlike the viewer's other accounts. */
  name: Scalars['String']['input'];
  /** What kind it is. */
  type: AccountType;
  /** The currency it is kept in; left out, the book's. */
  currency?: InputMaybe<Scalars['CurrencyCode']['input']>;
  /** What it holds at the start, in major units; negative when owed. */
  openingBalance?: InputMaybe<Scalars['Decimal']['input']>;
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** What to change of an account. */
export type UpdateAccountInput = {
  /** The account's id. */
  id: Scalars['ID']['input'];
  /** What it is called, 1 to 80 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Whether it is closed for new transactions. */
  archived?: InputMaybe<Scalars['Boolean']['input']>;
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** A new category. */
export type AddCategoryInput = {
  /** What it is called, 1 to 80 characters, unlike the viewer's other categories of that kind. */
  name: Scalars['String']['input'];
  /** Whether it is for spending or for income. */
  kind: CategoryKind;
  /** A symbol to show with it. */
  icon?: InputMaybe<Scalars['String']['input']>;
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** What to change of a category. */
export type UpdateCategoryInput = {
  /** The category's id. */
  id: Scalars['ID']['input'];
  /** What it is called, 1 to 80 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** A symbol to show with it. */
  icon?: InputMaybe<Scalars['String']['input']>;
  /** Whether it is closed for new transactions. */
  archived?: InputMaybe<Scalars['Boolean']['input']>;
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** What `addExpense` answers. */
export type AddExpenseResult = AddExpenseSuccess | InvalidInput | NotFound | IdempotencyConflict;

/** The expense is recorded for good. */
export type AddExpenseSuccess = {
  __typename?: 'AddExpenseSuccess';
  /** The transaction. */
  transaction: Transaction;
  /** Its place in the book's history, for `atLeast`. */
  position: Scalars['Position']['output'];
};

/** What `editExpense` answers. */
export type EditExpenseResult = EditExpenseSuccess | InvalidInput | NotFound | AlreadyReversed | IdempotencyConflict;

/** The expense is corrected. */
export type EditExpenseSuccess = {
  __typename?: 'EditExpenseSuccess';
  /** The transaction that takes the old one's place. */
  transaction: Transaction;
  /** The reversal of the old one. */
  reversal: Transaction;
  /** Its place in the book's history, for `atLeast`. */
  position: Scalars['Position']['output'];
};

/** What removing a transaction answers. */
export type RemoveTransactionResult = RemoveTransactionSuccess | InvalidInput | NotFound | AlreadyReversed | IdempotencyConflict;

/** The transaction is reversed and no longer counts. */
export type RemoveTransactionSuccess = {
  __typename?: 'RemoveTransactionSuccess';
  /** The reversal. */
  reversal: Transaction;
  /** Its place in the book's history, for `atLeast`. */
  position: Scalars['Position']['output'];
};

/** The transaction was removed or replaced before, and that happens once only. */
export type AlreadyReversed = Problem & {
  __typename?: 'AlreadyReversed';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
  /** The transaction as it is now. */
  transaction: Transaction;
};

/** What `addIncome` answers. */
export type AddIncomeResult = AddIncomeSuccess | InvalidInput | NotFound | IdempotencyConflict;

/** The income is recorded for good. */
export type AddIncomeSuccess = {
  __typename?: 'AddIncomeSuccess';
  /** The transaction. */
  transaction: Transaction;
  /** Its place in the book's history, for `atLeast`. */
  position: Scalars['Position']['output'];
};

/** What `addRefund` answers. */
export type AddRefundResult = AddRefundSuccess | InvalidInput | NotFound | IdempotencyConflict;

/** The refund is recorded for good. */
export type AddRefundSuccess = {
  __typename?: 'AddRefundSuccess';
  /** The transaction. */
  transaction: Transaction;
  /** Its place in the book's history, for `atLeast`. */
  position: Scalars['Position']['output'];
};

/** What `addTransfer` answers. */
export type AddTransferResult = AddTransferSuccess | InvalidInput | NotFound | IdempotencyConflict;

/** The transfer is recorded for good. */
export type AddTransferSuccess = {
  __typename?: 'AddTransferSuccess';
  /** The transaction. */
  transaction: Transaction;
  /** Its place in the book's history, for `atLeast`. */
  position: Scalars['Position']['output'];
};

/** What `openAccount` answers. */
export type OpenAccountResult = OpenAccountSuccess | InvalidInput | IdempotencyConflict;

/** The account is open. */
export type OpenAccountSuccess = {
  __typename?: 'OpenAccountSuccess';
  /** The account. */
  account: Account;
};

/** What `updateAccount` answers. */
export type UpdateAccountResult = UpdateAccountSuccess | InvalidInput | NotFound | IdempotencyConflict;

/** The account is changed. */
export type UpdateAccountSuccess = {
  __typename?: 'UpdateAccountSuccess';
  /** The account after the change. */
  account: Account;
};

/** What `addCategory` answers. */
export type AddCategoryResult = AddCategorySuccess | InvalidInput | IdempotencyConflict;

/** The category is there. */
export type AddCategorySuccess = {
  __typename?: 'AddCategorySuccess';
  /** The category. */
  category: Category;
};

/** What `updateCategory` answers. */
export type UpdateCategoryResult = UpdateCategorySuccess | InvalidInput | NotFound | IdempotencyConflict;

/** The category is changed. */
export type UpdateCategorySuccess = {
  __typename?: 'UpdateCategorySuccess';
  /** The category after the change. */
  category: Category;
};

/** A bank statement to read. */
export type PreviewStatementInput = {
  /** The account that the statement is of. */
  accountId: Scalars['ID']['input'];
  /** What the file is called, for the record. */
  fileName: Scalars['String']['input'];
  /** The bytes of the CSV file in base64, at most 2 MB decoded. */
  contentBase64: Scalars['String']['input'];
  /** What detecting the format should not decide by itself. */
  format?: InputMaybe<StatementFormatInput>;
};

/** What is known about a statement's format. What is left out is detected. */
export type StatementFormatInput = {
  /** Between columns: a comma, semicolon, tab or bar. */
  delimiter?: InputMaybe<Scalars['String']['input']>;
  /** Of the text: `utf-8`, `utf-16le`, `utf-16be`, `windows-1252` and others of the WHATWG Encoding Standard. */
  encoding?: InputMaybe<Scalars['String']['input']>;
  /** How dates are written: day, month and year in the order used. */
  dateOrder?: InputMaybe<DateOrder>;
  /** Before the decimals of an amount: a point or a comma. */
  decimalSeparator?: InputMaybe<Scalars['String']['input']>;
  /** The column of the date, counted from 0. */
  dateColumn?: InputMaybe<Scalars['Int']['input']>;
  /** The columns of the description, counted from 0. */
  descriptionColumns?: InputMaybe<Array<Scalars['Int']['input']>>;
  /** The column of signed amounts, counted from 0. Not together with `debitColumn` or `creditColumn`. */
  amountColumn?: InputMaybe<Scalars['Int']['input']>;
  /** The column of money out, counted from 0. */
  debitColumn?: InputMaybe<Scalars['Int']['input']>;
  /** The column of money in, counted from 0. */
  creditColumn?: InputMaybe<Scalars['Int']['input']>;
  /** Whether positive amounts in `amountColumn` are money out, as on some card statements; one with a word for out or in, such as Debit or CR, goes by that. Refused where columns or words say it of every line. */
  positiveIsOut?: InputMaybe<Scalars['Boolean']['input']>;
};

/** The order in which a date is written. */
export type DateOrder =
  /** 31/12/2026 */
  | 'DAY_MONTH_YEAR'
  /** 12/31/2026 */
  | 'MONTH_DAY_YEAR'
  /** 2026-12-31 */
  | 'YEAR_MONTH_DAY';

/** How a statement was read. */
export type StatementFormat = {
  __typename?: 'StatementFormat';
  /** Between columns. */
  delimiter: Scalars['String']['output'];
  /** Of the text. */
  encoding: Scalars['String']['output'];
  /** How dates are written. */
  dateOrder: DateOrder;
  /** Before the decimals of an amount. */
  decimalSeparator: Scalars['String']['output'];
  /** The names of the columns; null when the file has no header. */
  header: Maybe<Array<Scalars['String']['output']>>;
  /** The column of the date, counted from 0. */
  dateColumn: Scalars['Int']['output'];
  /** The columns of the description, counted from 0. */
  descriptionColumns: Array<Scalars['Int']['output']>;
  /** The column of signed amounts, counted from 0. */
  amountColumn: Maybe<Scalars['Int']['output']>;
  /** The column of money out, counted from 0. */
  debitColumn: Maybe<Scalars['Int']['output']>;
  /** The column of money in, counted from 0. */
  creditColumn: Maybe<Scalars['Int']['output']>;
  /** Whether positive amounts are money out. */
  positiveIsOut: Scalars['Boolean']['output'];
};

/** What `previewStatement` answers. */
export type PreviewStatementResult = StatementPreview | InvalidInput | NotFound | UnreadableStatement;

/** What importing a statement would do. Kept for a day. */
export type StatementPreview = {
  __typename?: 'StatementPreview';
  /** Pass it to `importStatement`. */
  id: Scalars['ID']['output'];
  /** How the file was read. Preview again with `format` if it is wrong. */
  format: StatementFormat;
  /** The rows that were understood, in the order of the file. */
  rows: Array<StatementRow>;
  /** The rows that were not, with the reason. They never block the others. */
  unreadableRows: Array<UnreadableRow>;
  /** How many rows were not imported before. */
  newCount: Scalars['Int']['output'];
  /** How many rows were imported before, see `StatementRow.duplicate`. */
  duplicateCount: Scalars['Int']['output'];
  /** How many rows can't be read. */
  unreadableCount: Scalars['Int']['output'];
  /** How many rows have a warning. */
  warningCount: Scalars['Int']['output'];
  /** The sum of the new rows: money in less money out. */
  newTotal: Money;
};


/** What importing a statement would do. Kept for a day. */
export type StatementPreviewRowsArgs = {
  first?: Scalars['Int']['input'];
  afterLine?: InputMaybe<Scalars['Int']['input']>;
};

/** One row of a statement. */
export type StatementRow = {
  __typename?: 'StatementRow';
  /** Its line in the file, counted from 1. */
  line: Scalars['Int']['output'];
  /** The date. */
  date: Scalars['Date']['output'];
  /** The description. */
  description: Scalars['String']['output'];
  /** Money in is positive, money out negative. */
  amount: Money;
  /** The category that the configured patterns suggest. */
  category: Maybe<Category>;
  /** Whether it was imported to this account before, even if removed since. What was recorded by hand is not recognised; leave such lines out with `skipLines`. */
  duplicate: Scalars['Boolean']['output'];
  /** What to look at before importing, in a sentence meant for people: nothing said whether it is out or in. Preview again with `positiveIsOut`, or leave the line out with `skipLines`. Null when nothing is in doubt. */
  warning: Maybe<Scalars['String']['output']>;
};

/** A row of a statement that can't be read. */
export type UnreadableRow = {
  __typename?: 'UnreadableRow';
  /** Its line in the file, counted from 1. */
  line: Scalars['Int']['output'];
  /** What is wrong with it. */
  reason: Scalars['String']['output'];
  /** The line as it stands, at most 500 characters. */
  text: Scalars['String']['output'];
};

/** The file as a whole can't be read as a statement. */
export type UnreadableStatement = Problem & {
  __typename?: 'UnreadableStatement';
  /** What is wrong and what to do, in a sentence meant for people. */
  message: Scalars['String']['output'];
};

/** A previewed statement to import. */
export type ImportStatementInput = {
  /** The preview's id. */
  previewId: Scalars['ID']['input'];
  /** Lines to leave out, of those that the preview understood; rows that can't be read are left out anyway. */
  skipLines?: Array<Scalars['Int']['input']>;
  /** Categories for single lines, instead of the suggested ones. */
  categories?: Array<StatementLineCategory>;
  /** Chosen by the client, unique per request, 8 to 128 visible ASCII characters without spaces. Sending the same request again with it is safe. */
  idempotencyKey: Scalars['String']['input'];
};

/** The category of one line. */
export type StatementLineCategory = {
  /** The line in the file, counted from 1. */
  line: Scalars['Int']['input'];
  /** The category. */
  categoryId: Scalars['ID']['input'];
};

/** What `importStatement` answers. */
export type ImportStatementResult = ImportStatementSuccess | InvalidInput | NotFound | IdempotencyConflict;

/** The statement is imported. */
export type ImportStatementSuccess = {
  __typename?: 'ImportStatementSuccess';
  /** The import. */
  statementImport: StatementImport;
  /** The place of its last transaction in the book's history, for `atLeast`; null when there is none. */
  position: Maybe<Scalars['Position']['output']>;
};

/** An import of a statement. */
export type StatementImport = {
  __typename?: 'StatementImport';
  /** The import's id. */
  id: Scalars['ID']['output'];
  /** The account. */
  account: Account;
  /** What the file was called. */
  fileName: Scalars['String']['output'];
  /** When it was imported. */
  importedAt: Scalars['DateTime']['output'];
  /** How many transactions it posted. Importing the same preview again, with fewer lines left out, adds to it. */
  postedCount: Scalars['Int']['output'];
  /** How many rows were left alone because they had been imported before. */
  duplicateCount: Scalars['Int']['output'];
  /** How many rows could not be read. */
  unreadableCount: Scalars['Int']['output'];
};

/** A page of imports (Relay). */
export type StatementImportConnection = {
  __typename?: 'StatementImportConnection';
  /** The imports with their cursors. */
  edges: Array<StatementImportEdge>;
  /** The imports alone. */
  nodes: Array<StatementImport>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** An import in a page. */
export type StatementImportEdge = {
  __typename?: 'StatementImportEdge';
  /** The import. */
  node: StatementImport;
  /** Its place in the list. */
  cursor: Scalars['Cursor']['output'];
};

/** Something posted to the book. */
export type LedgerChange = {
  __typename?: 'LedgerChange';
  /** Its place in the stream; pass the last one to `ledgerChanges(after:)`. */
  cursor: Scalars['Cursor']['output'];
  /** What was posted: a transaction, or the reversal of one. */
  transaction: Transaction;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Book: Book;
  Account: Account;
  Category: Category;
  Transaction: Transaction;
  StatementImport: StatementImport;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Book:
    ( { __typename: 'Book' }
    & GraphQLRecursivePick<FederationTypes['Book'], {"id":true}> );
  Account:
    ( { __typename: 'Account' }
    & GraphQLRecursivePick<FederationTypes['Account'], {"id":true}> );
  Category:
    ( { __typename: 'Category' }
    & GraphQLRecursivePick<FederationTypes['Category'], {"id":true}> );
  Transaction:
    ( { __typename: 'Transaction' }
    & GraphQLRecursivePick<FederationTypes['Transaction'], {"id":true}> );
  StatementImport:
    ( { __typename: 'StatementImport' }
    & GraphQLRecursivePick<FederationTypes['StatementImport'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  AddExpenseResult:
    | ( Omit<AddExpenseSuccess, 'transaction'> & { transaction: _RefType['Transaction'] } )
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
  ;
  EditExpenseResult:
    | ( Omit<EditExpenseSuccess, 'transaction' | 'reversal'> & { transaction: _RefType['Transaction'], reversal: _RefType['Transaction'] } )
    | ( InvalidInput )
    | ( NotFound )
    | ( Omit<AlreadyReversed, 'transaction'> & { transaction: _RefType['Transaction'] } )
    | ( IdempotencyConflict )
  ;
  RemoveTransactionResult:
    | ( Omit<RemoveTransactionSuccess, 'reversal'> & { reversal: _RefType['Transaction'] } )
    | ( InvalidInput )
    | ( NotFound )
    | ( Omit<AlreadyReversed, 'transaction'> & { transaction: _RefType['Transaction'] } )
    | ( IdempotencyConflict )
  ;
  AddIncomeResult:
    | ( Omit<AddIncomeSuccess, 'transaction'> & { transaction: _RefType['Transaction'] } )
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
  ;
  AddRefundResult:
    | ( Omit<AddRefundSuccess, 'transaction'> & { transaction: _RefType['Transaction'] } )
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
  ;
  AddTransferResult:
    | ( Omit<AddTransferSuccess, 'transaction'> & { transaction: _RefType['Transaction'] } )
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
  ;
  OpenAccountResult:
    | ( Omit<OpenAccountSuccess, 'account'> & { account: _RefType['Account'] } )
    | ( InvalidInput )
    | ( IdempotencyConflict )
  ;
  UpdateAccountResult:
    | ( Omit<UpdateAccountSuccess, 'account'> & { account: _RefType['Account'] } )
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
  ;
  AddCategoryResult:
    | ( Omit<AddCategorySuccess, 'category'> & { category: _RefType['Category'] } )
    | ( InvalidInput )
    | ( IdempotencyConflict )
  ;
  UpdateCategoryResult:
    | ( Omit<UpdateCategorySuccess, 'category'> & { category: _RefType['Category'] } )
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
  ;
  PreviewStatementResult:
    | ( StatementPreviewModel )
    | ( InvalidInput )
    | ( NotFound )
    | ( UnreadableStatement )
  ;
  ImportStatementResult:
    | ( Omit<ImportStatementSuccess, 'statementImport'> & { statementImport: _RefType['StatementImport'] } )
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Problem:
    | ( InvalidInput )
    | ( NotFound )
    | ( IdempotencyConflict )
    | ( Omit<AlreadyReversed, 'transaction'> & { transaction: _RefType['Transaction'] } )
    | ( UnreadableStatement )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  BigInt: ResolverTypeWrapper<Scalars['BigInt']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  Cursor: ResolverTypeWrapper<Scalars['Cursor']['output']>;
  Position: ResolverTypeWrapper<Scalars['Position']['output']>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  PageInfo: ResolverTypeWrapper<PageInfoModel>;
  Problem: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Problem']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  InvalidInput: ResolverTypeWrapper<InvalidInput>;
  FieldProblem: ResolverTypeWrapper<FieldProblem>;
  NotFound: ResolverTypeWrapper<NotFound>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IdempotencyConflict: ResolverTypeWrapper<IdempotencyConflict>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Book: ResolverTypeWrapper<BookModel>;
  BookVerification: ResolverTypeWrapper<BookVerification>;
  Account: ResolverTypeWrapper<AccountModel>;
  AccountType: AccountType;
  Category: ResolverTypeWrapper<CategoryModel>;
  CategoryKind: CategoryKind;
  Transaction: ResolverTypeWrapper<TransactionModel>;
  TransactionKind: TransactionKind;
  TransactionStatus: TransactionStatus;
  Posting: ResolverTypeWrapper<PostingModel>;
  TransactionFilter: TransactionFilter;
  TransactionConnection: ResolverTypeWrapper<Omit<TransactionConnection, 'edges' | 'nodes' | 'pageInfo'> & { edges: Array<ResolversTypes['TransactionEdge']>, nodes: Array<ResolversTypes['Transaction']>, pageInfo: ResolversTypes['PageInfo'] }>;
  TransactionEdge: ResolverTypeWrapper<Omit<TransactionEdge, 'node'> & { node: ResolversTypes['Transaction'] }>;
  AddExpenseInput: AddExpenseInput;
  EditExpenseInput: EditExpenseInput;
  RemoveTransactionInput: RemoveTransactionInput;
  AddIncomeInput: AddIncomeInput;
  AddRefundInput: AddRefundInput;
  AddTransferInput: AddTransferInput;
  OpenAccountInput: OpenAccountInput;
  UpdateAccountInput: UpdateAccountInput;
  AddCategoryInput: AddCategoryInput;
  UpdateCategoryInput: UpdateCategoryInput;
  AddExpenseResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AddExpenseResult']>;
  AddExpenseSuccess: ResolverTypeWrapper<Omit<AddExpenseSuccess, 'transaction'> & { transaction: ResolversTypes['Transaction'] }>;
  EditExpenseResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['EditExpenseResult']>;
  EditExpenseSuccess: ResolverTypeWrapper<Omit<EditExpenseSuccess, 'transaction' | 'reversal'> & { transaction: ResolversTypes['Transaction'], reversal: ResolversTypes['Transaction'] }>;
  RemoveTransactionResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RemoveTransactionResult']>;
  RemoveTransactionSuccess: ResolverTypeWrapper<Omit<RemoveTransactionSuccess, 'reversal'> & { reversal: ResolversTypes['Transaction'] }>;
  AlreadyReversed: ResolverTypeWrapper<Omit<AlreadyReversed, 'transaction'> & { transaction: ResolversTypes['Transaction'] }>;
  AddIncomeResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AddIncomeResult']>;
  AddIncomeSuccess: ResolverTypeWrapper<Omit<AddIncomeSuccess, 'transaction'> & { transaction: ResolversTypes['Transaction'] }>;
  AddRefundResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AddRefundResult']>;
  AddRefundSuccess: ResolverTypeWrapper<Omit<AddRefundSuccess, 'transaction'> & { transaction: ResolversTypes['Transaction'] }>;
  AddTransferResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AddTransferResult']>;
  AddTransferSuccess: ResolverTypeWrapper<Omit<AddTransferSuccess, 'transaction'> & { transaction: ResolversTypes['Transaction'] }>;
  OpenAccountResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['OpenAccountResult']>;
  OpenAccountSuccess: ResolverTypeWrapper<Omit<OpenAccountSuccess, 'account'> & { account: ResolversTypes['Account'] }>;
  UpdateAccountResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdateAccountResult']>;
  UpdateAccountSuccess: ResolverTypeWrapper<Omit<UpdateAccountSuccess, 'account'> & { account: ResolversTypes['Account'] }>;
  AddCategoryResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AddCategoryResult']>;
  AddCategorySuccess: ResolverTypeWrapper<Omit<AddCategorySuccess, 'category'> & { category: ResolversTypes['Category'] }>;
  UpdateCategoryResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['UpdateCategoryResult']>;
  UpdateCategorySuccess: ResolverTypeWrapper<Omit<UpdateCategorySuccess, 'category'> & { category: ResolversTypes['Category'] }>;
  PreviewStatementInput: PreviewStatementInput;
  StatementFormatInput: StatementFormatInput;
  DateOrder: DateOrder;
  StatementFormat: ResolverTypeWrapper<StatementFormat>;
  PreviewStatementResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PreviewStatementResult']>;
  StatementPreview: ResolverTypeWrapper<StatementPreviewModel>;
  StatementRow: ResolverTypeWrapper<Omit<StatementRow, 'category'> & { category?: Maybe<ResolversTypes['Category']> }>;
  UnreadableRow: ResolverTypeWrapper<UnreadableRow>;
  UnreadableStatement: ResolverTypeWrapper<UnreadableStatement>;
  ImportStatementInput: ImportStatementInput;
  StatementLineCategory: StatementLineCategory;
  ImportStatementResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ImportStatementResult']>;
  ImportStatementSuccess: ResolverTypeWrapper<Omit<ImportStatementSuccess, 'statementImport'> & { statementImport: ResolversTypes['StatementImport'] }>;
  StatementImport: ResolverTypeWrapper<StatementImportModel>;
  StatementImportConnection: ResolverTypeWrapper<Omit<StatementImportConnection, 'edges' | 'nodes' | 'pageInfo'> & { edges: Array<ResolversTypes['StatementImportEdge']>, nodes: Array<ResolversTypes['StatementImport']>, pageInfo: ResolversTypes['PageInfo'] }>;
  StatementImportEdge: ResolverTypeWrapper<Omit<StatementImportEdge, 'node'> & { node: ResolversTypes['StatementImport'] }>;
  LedgerChange: ResolverTypeWrapper<LedgerChangeModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  BigInt: Scalars['BigInt']['output'];
  Decimal: Scalars['Decimal']['output'];
  CurrencyCode: Scalars['CurrencyCode']['output'];
  Cursor: Scalars['Cursor']['output'];
  Position: Scalars['Position']['output'];
  Money: Money;
  MoneyInput: MoneyInput;
  PageInfo: PageInfoModel;
  Problem: ResolversInterfaceTypes<ResolversParentTypes>['Problem'];
  String: Scalars['String']['output'];
  InvalidInput: InvalidInput;
  FieldProblem: FieldProblem;
  NotFound: NotFound;
  ID: Scalars['ID']['output'];
  IdempotencyConflict: IdempotencyConflict;
  Query: Record<PropertyKey, never>;
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  Book: BookModel;
  BookVerification: BookVerification;
  Account: AccountModel;
  Category: CategoryModel;
  Transaction: TransactionModel;
  Posting: PostingModel;
  TransactionFilter: TransactionFilter;
  TransactionConnection: Omit<TransactionConnection, 'edges' | 'nodes' | 'pageInfo'> & { edges: Array<ResolversParentTypes['TransactionEdge']>, nodes: Array<ResolversParentTypes['Transaction']>, pageInfo: ResolversParentTypes['PageInfo'] };
  TransactionEdge: Omit<TransactionEdge, 'node'> & { node: ResolversParentTypes['Transaction'] };
  AddExpenseInput: AddExpenseInput;
  EditExpenseInput: EditExpenseInput;
  RemoveTransactionInput: RemoveTransactionInput;
  AddIncomeInput: AddIncomeInput;
  AddRefundInput: AddRefundInput;
  AddTransferInput: AddTransferInput;
  OpenAccountInput: OpenAccountInput;
  UpdateAccountInput: UpdateAccountInput;
  AddCategoryInput: AddCategoryInput;
  UpdateCategoryInput: UpdateCategoryInput;
  AddExpenseResult: ResolversUnionTypes<ResolversParentTypes>['AddExpenseResult'];
  AddExpenseSuccess: Omit<AddExpenseSuccess, 'transaction'> & { transaction: ResolversParentTypes['Transaction'] };
  EditExpenseResult: ResolversUnionTypes<ResolversParentTypes>['EditExpenseResult'];
  EditExpenseSuccess: Omit<EditExpenseSuccess, 'transaction' | 'reversal'> & { transaction: ResolversParentTypes['Transaction'], reversal: ResolversParentTypes['Transaction'] };
  RemoveTransactionResult: ResolversUnionTypes<ResolversParentTypes>['RemoveTransactionResult'];
  RemoveTransactionSuccess: Omit<RemoveTransactionSuccess, 'reversal'> & { reversal: ResolversParentTypes['Transaction'] };
  AlreadyReversed: Omit<AlreadyReversed, 'transaction'> & { transaction: ResolversParentTypes['Transaction'] };
  AddIncomeResult: ResolversUnionTypes<ResolversParentTypes>['AddIncomeResult'];
  AddIncomeSuccess: Omit<AddIncomeSuccess, 'transaction'> & { transaction: ResolversParentTypes['Transaction'] };
  AddRefundResult: ResolversUnionTypes<ResolversParentTypes>['AddRefundResult'];
  AddRefundSuccess: Omit<AddRefundSuccess, 'transaction'> & { transaction: ResolversParentTypes['Transaction'] };
  AddTransferResult: ResolversUnionTypes<ResolversParentTypes>['AddTransferResult'];
  AddTransferSuccess: Omit<AddTransferSuccess, 'transaction'> & { transaction: ResolversParentTypes['Transaction'] };
  OpenAccountResult: ResolversUnionTypes<ResolversParentTypes>['OpenAccountResult'];
  OpenAccountSuccess: Omit<OpenAccountSuccess, 'account'> & { account: ResolversParentTypes['Account'] };
  UpdateAccountResult: ResolversUnionTypes<ResolversParentTypes>['UpdateAccountResult'];
  UpdateAccountSuccess: Omit<UpdateAccountSuccess, 'account'> & { account: ResolversParentTypes['Account'] };
  AddCategoryResult: ResolversUnionTypes<ResolversParentTypes>['AddCategoryResult'];
  AddCategorySuccess: Omit<AddCategorySuccess, 'category'> & { category: ResolversParentTypes['Category'] };
  UpdateCategoryResult: ResolversUnionTypes<ResolversParentTypes>['UpdateCategoryResult'];
  UpdateCategorySuccess: Omit<UpdateCategorySuccess, 'category'> & { category: ResolversParentTypes['Category'] };
  PreviewStatementInput: PreviewStatementInput;
  StatementFormatInput: StatementFormatInput;
  StatementFormat: StatementFormat;
  PreviewStatementResult: ResolversUnionTypes<ResolversParentTypes>['PreviewStatementResult'];
  StatementPreview: StatementPreviewModel;
  StatementRow: Omit<StatementRow, 'category'> & { category?: Maybe<ResolversParentTypes['Category']> };
  UnreadableRow: UnreadableRow;
  UnreadableStatement: UnreadableStatement;
  ImportStatementInput: ImportStatementInput;
  StatementLineCategory: StatementLineCategory;
  ImportStatementResult: ResolversUnionTypes<ResolversParentTypes>['ImportStatementResult'];
  ImportStatementSuccess: Omit<ImportStatementSuccess, 'statementImport'> & { statementImport: ResolversParentTypes['StatementImport'] };
  StatementImport: StatementImportModel;
  StatementImportConnection: Omit<StatementImportConnection, 'edges' | 'nodes' | 'pageInfo'> & { edges: Array<ResolversParentTypes['StatementImportEdge']>, nodes: Array<ResolversParentTypes['StatementImport']>, pageInfo: ResolversParentTypes['PageInfo'] };
  StatementImportEdge: Omit<StatementImportEdge, 'node'> & { node: ResolversParentTypes['StatementImport'] };
  LedgerChange: LedgerChangeModel;
  Int: Scalars['Int']['output'];
  Boolean: Scalars['Boolean']['output'];
};

export type CacheControlDirectiveArgs = {
  maxAge?: Maybe<Scalars['Int']['input']>;
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Cursor'], any> {
  name: 'Cursor';
}

export interface PositionScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Position'], any> {
  name: 'Position';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  minorUnits?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['Cursor']>, ParentType, ContextType>;
};

export type ProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Problem'] = ResolversParentTypes['Problem']> = {
  __resolveType?: TypeResolveFn<'InvalidInput' | 'NotFound' | 'IdempotencyConflict' | 'AlreadyReversed' | 'UnreadableStatement', ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fields?: Resolver<Array<ResolversTypes['FieldProblem']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FieldProblemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FieldProblem'] = ResolversParentTypes['FieldProblem']> = {
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type NotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotFound'] = ResolversParentTypes['NotFound']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdempotencyConflictResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyConflict'] = ResolversParentTypes['IdempotencyConflict']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  idempotencyKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  book?: Resolver<Maybe<ResolversTypes['Book']>, ParentType, ContextType>;
  transactions?: Resolver<Maybe<ResolversTypes['TransactionConnection']>, ParentType, ContextType, Partial<QueryTransactionsArgs>>;
  transaction?: Resolver<Maybe<ResolversTypes['Transaction']>, ParentType, ContextType, RequireFields<QueryTransactionArgs, 'id'>>;
  accounts?: Resolver<Maybe<Array<ResolversTypes['Account']>>, ParentType, ContextType, RequireFields<QueryAccountsArgs, 'includeArchived'>>;
  categories?: Resolver<Maybe<Array<ResolversTypes['Category']>>, ParentType, ContextType, RequireFields<QueryCategoriesArgs, 'includeArchived'>>;
  imports?: Resolver<Maybe<ResolversTypes['StatementImportConnection']>, ParentType, ContextType, RequireFields<QueryImportsArgs, 'first'>>;
  statementImports?: Resolver<Maybe<Array<ResolversTypes['StatementImport']>>, ParentType, ContextType, RequireFields<QueryStatementImportsArgs, 'first'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addExpense?: Resolver<ResolversTypes['AddExpenseResult'], ParentType, ContextType, RequireFields<MutationAddExpenseArgs, 'input'>>;
  editExpense?: Resolver<ResolversTypes['EditExpenseResult'], ParentType, ContextType, RequireFields<MutationEditExpenseArgs, 'input'>>;
  removeExpense?: Resolver<ResolversTypes['RemoveTransactionResult'], ParentType, ContextType, RequireFields<MutationRemoveExpenseArgs, 'input'>>;
  addIncome?: Resolver<ResolversTypes['AddIncomeResult'], ParentType, ContextType, RequireFields<MutationAddIncomeArgs, 'input'>>;
  addRefund?: Resolver<ResolversTypes['AddRefundResult'], ParentType, ContextType, RequireFields<MutationAddRefundArgs, 'input'>>;
  addTransfer?: Resolver<ResolversTypes['AddTransferResult'], ParentType, ContextType, RequireFields<MutationAddTransferArgs, 'input'>>;
  removeTransaction?: Resolver<ResolversTypes['RemoveTransactionResult'], ParentType, ContextType, RequireFields<MutationRemoveTransactionArgs, 'input'>>;
  openAccount?: Resolver<ResolversTypes['OpenAccountResult'], ParentType, ContextType, RequireFields<MutationOpenAccountArgs, 'input'>>;
  updateAccount?: Resolver<ResolversTypes['UpdateAccountResult'], ParentType, ContextType, RequireFields<MutationUpdateAccountArgs, 'input'>>;
  addCategory?: Resolver<ResolversTypes['AddCategoryResult'], ParentType, ContextType, RequireFields<MutationAddCategoryArgs, 'input'>>;
  updateCategory?: Resolver<ResolversTypes['UpdateCategoryResult'], ParentType, ContextType, RequireFields<MutationUpdateCategoryArgs, 'input'>>;
  previewStatement?: Resolver<ResolversTypes['PreviewStatementResult'], ParentType, ContextType, RequireFields<MutationPreviewStatementArgs, 'input'>>;
  importStatement?: Resolver<ResolversTypes['ImportStatementResult'], ParentType, ContextType, RequireFields<MutationImportStatementArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  ledgerChanges?: SubscriptionResolver<ResolversTypes['LedgerChange'], "ledgerChanges", ParentType, ContextType, Partial<SubscriptionLedgerChangesArgs>>;
};

export type BookResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Book'] = ResolversParentTypes['Book'], FederationReferenceType extends FederationReferenceTypes['Book'] = FederationReferenceTypes['Book']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Book']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  verification?: Resolver<ResolversTypes['BookVerification'], ParentType, ContextType>;
};

export type BookVerificationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BookVerification'] = ResolversParentTypes['BookVerification']> = {
  intact?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sealedEntries?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  unsealedEntries?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  head?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  firstBrokenTransaction?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account'], FederationReferenceType extends FederationReferenceTypes['Account'] = FederationReferenceTypes['Account']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Account']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['AccountType'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  balance?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  archived?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type CategoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Category'] = ResolversParentTypes['Category'], FederationReferenceType extends FederationReferenceTypes['Category'] = FederationReferenceTypes['Category']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Category']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['CategoryKind'], ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  icon?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  archived?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type TransactionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Transaction'] = ResolversParentTypes['Transaction'], FederationReferenceType extends FederationReferenceTypes['Transaction'] = FederationReferenceTypes['Transaction']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Transaction']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TransactionKind'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TransactionStatus'], ParentType, ContextType>;
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  toAccount?: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  category?: Resolver<Maybe<ResolversTypes['Category']>, ParentType, ContextType>;
  postings?: Resolver<Array<ResolversTypes['Posting']>, ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reverses?: Resolver<Maybe<ResolversTypes['Transaction']>, ParentType, ContextType>;
  reversedBy?: Resolver<Maybe<ResolversTypes['Transaction']>, ParentType, ContextType>;
  replaces?: Resolver<Maybe<ResolversTypes['Transaction']>, ParentType, ContextType>;
  replacedBy?: Resolver<Maybe<ResolversTypes['Transaction']>, ParentType, ContextType>;
  statementImport?: Resolver<Maybe<ResolversTypes['StatementImport']>, ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
};

export type PostingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Posting'] = ResolversParentTypes['Posting']> = {
  accountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type TransactionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransactionConnection'] = ResolversParentTypes['TransactionConnection']> = {
  edges?: Resolver<Array<ResolversTypes['TransactionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Transaction']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TransactionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TransactionEdge'] = ResolversParentTypes['TransactionEdge']> = {
  node?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
};

export type AddExpenseResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddExpenseResult'] = ResolversParentTypes['AddExpenseResult']> = {
  __resolveType?: TypeResolveFn<'AddExpenseSuccess' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type AddExpenseSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddExpenseSuccess'] = ResolversParentTypes['AddExpenseSuccess']> = {
  transaction?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EditExpenseResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EditExpenseResult'] = ResolversParentTypes['EditExpenseResult']> = {
  __resolveType?: TypeResolveFn<'EditExpenseSuccess' | 'InvalidInput' | 'NotFound' | 'AlreadyReversed' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type EditExpenseSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EditExpenseSuccess'] = ResolversParentTypes['EditExpenseSuccess']> = {
  transaction?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
  reversal?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RemoveTransactionResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemoveTransactionResult'] = ResolversParentTypes['RemoveTransactionResult']> = {
  __resolveType?: TypeResolveFn<'RemoveTransactionSuccess' | 'InvalidInput' | 'NotFound' | 'AlreadyReversed' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type RemoveTransactionSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RemoveTransactionSuccess'] = ResolversParentTypes['RemoveTransactionSuccess']> = {
  reversal?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AlreadyReversedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AlreadyReversed'] = ResolversParentTypes['AlreadyReversed']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  transaction?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AddIncomeResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddIncomeResult'] = ResolversParentTypes['AddIncomeResult']> = {
  __resolveType?: TypeResolveFn<'AddIncomeSuccess' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type AddIncomeSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddIncomeSuccess'] = ResolversParentTypes['AddIncomeSuccess']> = {
  transaction?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AddRefundResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddRefundResult'] = ResolversParentTypes['AddRefundResult']> = {
  __resolveType?: TypeResolveFn<'AddRefundSuccess' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type AddRefundSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddRefundSuccess'] = ResolversParentTypes['AddRefundSuccess']> = {
  transaction?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AddTransferResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddTransferResult'] = ResolversParentTypes['AddTransferResult']> = {
  __resolveType?: TypeResolveFn<'AddTransferSuccess' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type AddTransferSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddTransferSuccess'] = ResolversParentTypes['AddTransferSuccess']> = {
  transaction?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Position'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OpenAccountResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OpenAccountResult'] = ResolversParentTypes['OpenAccountResult']> = {
  __resolveType?: TypeResolveFn<'OpenAccountSuccess' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type OpenAccountSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OpenAccountSuccess'] = ResolversParentTypes['OpenAccountSuccess']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UpdateAccountResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateAccountResult'] = ResolversParentTypes['UpdateAccountResult']> = {
  __resolveType?: TypeResolveFn<'UpdateAccountSuccess' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type UpdateAccountSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateAccountSuccess'] = ResolversParentTypes['UpdateAccountSuccess']> = {
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AddCategoryResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddCategoryResult'] = ResolversParentTypes['AddCategoryResult']> = {
  __resolveType?: TypeResolveFn<'AddCategorySuccess' | 'InvalidInput' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type AddCategorySuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddCategorySuccess'] = ResolversParentTypes['AddCategorySuccess']> = {
  category?: Resolver<ResolversTypes['Category'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UpdateCategoryResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateCategoryResult'] = ResolversParentTypes['UpdateCategoryResult']> = {
  __resolveType?: TypeResolveFn<'UpdateCategorySuccess' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type UpdateCategorySuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateCategorySuccess'] = ResolversParentTypes['UpdateCategorySuccess']> = {
  category?: Resolver<ResolversTypes['Category'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StatementFormatResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementFormat'] = ResolversParentTypes['StatementFormat']> = {
  delimiter?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  encoding?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  dateOrder?: Resolver<ResolversTypes['DateOrder'], ParentType, ContextType>;
  decimalSeparator?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  header?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  dateColumn?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  descriptionColumns?: Resolver<Array<ResolversTypes['Int']>, ParentType, ContextType>;
  amountColumn?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  debitColumn?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  creditColumn?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  positiveIsOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PreviewStatementResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PreviewStatementResult'] = ResolversParentTypes['PreviewStatementResult']> = {
  __resolveType?: TypeResolveFn<'StatementPreview' | 'InvalidInput' | 'NotFound' | 'UnreadableStatement', ParentType, ContextType>;
};

export type StatementPreviewResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementPreview'] = ResolversParentTypes['StatementPreview']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  format?: Resolver<ResolversTypes['StatementFormat'], ParentType, ContextType>;
  rows?: Resolver<Array<ResolversTypes['StatementRow']>, ParentType, ContextType, RequireFields<StatementPreviewRowsArgs, 'first'>>;
  unreadableRows?: Resolver<Array<ResolversTypes['UnreadableRow']>, ParentType, ContextType>;
  newCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  duplicateCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unreadableCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  warningCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  newTotal?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StatementRowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementRow'] = ResolversParentTypes['StatementRow']> = {
  line?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  date?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  category?: Resolver<Maybe<ResolversTypes['Category']>, ParentType, ContextType>;
  duplicate?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  warning?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UnreadableRowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnreadableRow'] = ResolversParentTypes['UnreadableRow']> = {
  line?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UnreadableStatementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnreadableStatement'] = ResolversParentTypes['UnreadableStatement']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ImportStatementResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportStatementResult'] = ResolversParentTypes['ImportStatementResult']> = {
  __resolveType?: TypeResolveFn<'ImportStatementSuccess' | 'InvalidInput' | 'NotFound' | 'IdempotencyConflict', ParentType, ContextType>;
};

export type ImportStatementSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImportStatementSuccess'] = ResolversParentTypes['ImportStatementSuccess']> = {
  statementImport?: Resolver<ResolversTypes['StatementImport'], ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['Position']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StatementImportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementImport'] = ResolversParentTypes['StatementImport'], FederationReferenceType extends FederationReferenceTypes['StatementImport'] = FederationReferenceTypes['StatementImport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['StatementImport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType>;
  fileName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  importedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  postedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  duplicateCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unreadableCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type StatementImportConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementImportConnection'] = ResolversParentTypes['StatementImportConnection']> = {
  edges?: Resolver<Array<ResolversTypes['StatementImportEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['StatementImport']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type StatementImportEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StatementImportEdge'] = ResolversParentTypes['StatementImportEdge']> = {
  node?: Resolver<ResolversTypes['StatementImport'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
};

export type LedgerChangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LedgerChange'] = ResolversParentTypes['LedgerChange']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  transaction?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  BigInt?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  CurrencyCode?: GraphQLScalarType;
  Cursor?: GraphQLScalarType;
  Position?: GraphQLScalarType;
  Money?: MoneyResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Problem?: ProblemResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  FieldProblem?: FieldProblemResolvers<ContextType>;
  NotFound?: NotFoundResolvers<ContextType>;
  IdempotencyConflict?: IdempotencyConflictResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Book?: BookResolvers<ContextType>;
  BookVerification?: BookVerificationResolvers<ContextType>;
  Account?: AccountResolvers<ContextType>;
  Category?: CategoryResolvers<ContextType>;
  Transaction?: TransactionResolvers<ContextType>;
  Posting?: PostingResolvers<ContextType>;
  TransactionConnection?: TransactionConnectionResolvers<ContextType>;
  TransactionEdge?: TransactionEdgeResolvers<ContextType>;
  AddExpenseResult?: AddExpenseResultResolvers<ContextType>;
  AddExpenseSuccess?: AddExpenseSuccessResolvers<ContextType>;
  EditExpenseResult?: EditExpenseResultResolvers<ContextType>;
  EditExpenseSuccess?: EditExpenseSuccessResolvers<ContextType>;
  RemoveTransactionResult?: RemoveTransactionResultResolvers<ContextType>;
  RemoveTransactionSuccess?: RemoveTransactionSuccessResolvers<ContextType>;
  AlreadyReversed?: AlreadyReversedResolvers<ContextType>;
  AddIncomeResult?: AddIncomeResultResolvers<ContextType>;
  AddIncomeSuccess?: AddIncomeSuccessResolvers<ContextType>;
  AddRefundResult?: AddRefundResultResolvers<ContextType>;
  AddRefundSuccess?: AddRefundSuccessResolvers<ContextType>;
  AddTransferResult?: AddTransferResultResolvers<ContextType>;
  AddTransferSuccess?: AddTransferSuccessResolvers<ContextType>;
  OpenAccountResult?: OpenAccountResultResolvers<ContextType>;
  OpenAccountSuccess?: OpenAccountSuccessResolvers<ContextType>;
  UpdateAccountResult?: UpdateAccountResultResolvers<ContextType>;
  UpdateAccountSuccess?: UpdateAccountSuccessResolvers<ContextType>;
  AddCategoryResult?: AddCategoryResultResolvers<ContextType>;
  AddCategorySuccess?: AddCategorySuccessResolvers<ContextType>;
  UpdateCategoryResult?: UpdateCategoryResultResolvers<ContextType>;
  UpdateCategorySuccess?: UpdateCategorySuccessResolvers<ContextType>;
  StatementFormat?: StatementFormatResolvers<ContextType>;
  PreviewStatementResult?: PreviewStatementResultResolvers<ContextType>;
  StatementPreview?: StatementPreviewResolvers<ContextType>;
  StatementRow?: StatementRowResolvers<ContextType>;
  UnreadableRow?: UnreadableRowResolvers<ContextType>;
  UnreadableStatement?: UnreadableStatementResolvers<ContextType>;
  ImportStatementResult?: ImportStatementResultResolvers<ContextType>;
  ImportStatementSuccess?: ImportStatementSuccessResolvers<ContextType>;
  StatementImport?: StatementImportResolvers<ContextType>;
  StatementImportConnection?: StatementImportConnectionResolvers<ContextType>;
  StatementImportEdge?: StatementImportEdgeResolvers<ContextType>;
  LedgerChange?: LedgerChangeResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
};
