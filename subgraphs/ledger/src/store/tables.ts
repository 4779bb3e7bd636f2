import { sql } from '@outlay/service-kit/drizzle/core.cjs';
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from '@outlay/service-kit/drizzle/pg-core.cjs';

/**
 * The ledger's tables. The book leads every key. `transactions`, `postings` and `chain` only grow:
 * triggers (see migrations) refuse UPDATE, DELETE and TRUNCATE, and refuse a transaction that does not
 * balance or that posts to an account which isn't the book's: where foreign keys are missing here, they
 * ask once per statement what those would ask per row. The outbox, the consumer's positions and the idempotency keys come from their packages.
 */

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });
const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
const minorUnits = (name: string) => bigint(name, { mode: 'bigint' });
const position = (name = 'position') => bigint(name, { mode: 'bigint' }).notNull();

export const books = pgTable('books', {
  id: uuid('book_id').primaryKey(),
  userId: uuid('user_id').notNull(),
  currency: text('currency').notNull(),
  /** IANA; decides what "today" is for the book. */
  timeZone: text('time_zone').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

/** What can be posted to. A category is an account of type EXPENSE or INCOME. */
export const accounts = pgTable(
  'accounts',
  {
    bookId: uuid('book_id')
      .notNull()
      .references(() => books.id),
    id: uuid('id').notNull(),
    type: text('type').notNull(),
    name: text('name').notNull(),
    /** The name as it is compared: two that people would not tell apart have the same. */
    nameKey: text('name_key').notNull(),
    /** Null for categories and equity, which take every currency. */
    currency: text('currency'),
    /** The configured category or account that this one was made from. */
    code: text('code'),
    icon: text('icon'),
    archived: boolean('archived').notNull().default(false),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.id] }),
    // The viewer's accounts share one set of names; spending and income categories have one each.
    uniqueIndex('accounts_name').on(
      table.bookId,
      sql`(CASE ${table.type} WHEN 'LIABILITY' THEN 'ASSET' ELSE ${table.type} END)`,
      table.nameKey,
    ),
    check(
      'accounts_type',
      sql`${table.type} IN ('ASSET', 'LIABILITY', 'EQUITY', 'INCOME', 'EXPENSE')`,
    ),
    check(
      'accounts_currency',
      sql`(${table.currency} IS NOT NULL) = (${table.type} IN ('ASSET', 'LIABILITY'))`,
    ),
  ],
);

/** The sum of an account's postings per currency, moved along by the statement that posts. */
export const accountBalances = pgTable(
  'account_balances',
  {
    bookId: uuid('book_id').notNull(),
    accountId: uuid('account_id').notNull(),
    currency: text('currency').notNull(),
    balance: minorUnits('balance').notNull(),
  },
  (table) => [primaryKey({ columns: [table.bookId, table.accountId, table.currency] })],
);

export const transactions = pgTable(
  'transactions',
  {
    bookId: uuid('book_id').notNull(),
    id: uuid('id').notNull(),
    /** The sequence of its event in topic `ledger`: its place in the book's history. */
    position: position(),
    kind: text('kind').notNull(),
    date: date('date').notNull(),
    description: text('description').notNull(),
    amount: minorUnits('amount').notNull(),
    currency: text('currency').notNull(),
    accountId: uuid('account_id').notNull(),
    toAccountId: uuid('to_account_id'),
    categoryId: uuid('category_id'),
    recordedAt: instant('recorded_at').notNull(),
    reverses: uuid('reverses'),
    replaces: uuid('replaces'),
    importId: uuid('import_id'),
    /** How many postings it has; none can be added later. */
    legs: smallint('legs').notNull(),
    idempotencyKey: text('idempotency_key'),
    requestHash: bytea('request_hash'),
    /** The words of the description, each after the book, so that one index serves a search in a book. */
    words: tsvector('words').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.id] }),
    uniqueIndex('transactions_position').on(table.bookId, table.position),
    uniqueIndex('transactions_key')
      .on(table.bookId, table.idempotencyKey)
      .where(sql`idempotency_key IS NOT NULL`),
    uniqueIndex('transactions_reverses')
      .on(table.bookId, table.reverses)
      .where(sql`reverses IS NOT NULL`),
    uniqueIndex('transactions_replaces')
      .on(table.bookId, table.replaces)
      .where(sql`replaces IS NOT NULL`),
    // Nulls first is what a plain DESC asks for; there are none, but the planner wants the same words.
    index('transactions_newest').on(
      table.bookId,
      table.date.desc().nullsFirst(),
      table.position.desc().nullsFirst(),
    ),
    index('transactions_of_category').on(
      table.bookId,
      table.categoryId,
      table.date.desc().nullsFirst(),
      table.position.desc().nullsFirst(),
    ),
    index('transactions_words').using('gin', table.words),
    index('transactions_of_import')
      .on(table.bookId, table.importId)
      .where(sql`import_id IS NOT NULL`),
    foreignKey({
      columns: [table.bookId, table.reverses],
      foreignColumns: [table.bookId, table.id],
    }),
    foreignKey({
      columns: [table.bookId, table.replaces],
      foreignColumns: [table.bookId, table.id],
    }),
    check(
      'transactions_kind',
      sql`${table.kind} IN ('EXPENSE', 'INCOME', 'REFUND', 'TRANSFER', 'OPENING')`,
    ),
    check('transactions_amount', sql`${table.amount} > 0`),
    check('transactions_legs', sql`${table.legs} >= 2`),
    check(
      'transactions_hash',
      sql`(${table.idempotencyKey} IS NULL) = (${table.requestHash} IS NULL)`,
    ),
  ],
);

export const postings = pgTable(
  'postings',
  {
    bookId: uuid('book_id').notNull(),
    transactionId: uuid('transaction_id').notNull(),
    /** From 0, in the order in which they were given. */
    index: smallint('index').notNull(),
    accountId: uuid('account_id').notNull(),
    /** Signed minor units; debit is positive. */
    amount: minorUnits('amount').notNull(),
    currency: text('currency').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.transactionId, table.index] }),
    check('postings_index', sql`${table.index} >= 0`),
    check('postings_amount', sql`${table.amount} <> 0`),
  ],
);

/** One link per transaction, in the order of positions; see domain/chain.ts. */
export const chain = pgTable(
  'chain',
  {
    bookId: uuid('book_id').notNull(),
    /** From 1 without a gap. */
    number: bigint('number', { mode: 'bigint' }).notNull(),
    transactionId: uuid('transaction_id').notNull(),
    position: position(),
    hash: bytea('hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.bookId, table.number] })],
);

/** Where the sealer stands in each book; derived, so that it need not search. */
export const chainHeads = pgTable('chain_heads', {
  bookId: uuid('book_id').primaryKey(),
  number: bigint('number', { mode: 'bigint' }).notNull(),
  /** Everything of the book up to here is sealed. */
  position: position(),
  hash: bytea('hash').notNull(),
});

/** What a statement would do, kept for a day. */
export const statementPreviews = pgTable(
  'statement_previews',
  {
    bookId: uuid('book_id')
      .notNull()
      .references(() => books.id),
    id: uuid('id').notNull(),
    accountId: uuid('account_id').notNull(),
    fileName: text('file_name').notNull(),
    format: jsonb('format').notNull(),
    rows: jsonb('rows').notNull(),
    unreadable: jsonb('unreadable').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.id] }),
    foreignKey({
      columns: [table.bookId, table.accountId],
      foreignColumns: [accounts.bookId, accounts.id],
    }),
  ],
);

/** What imports did, for good; each has the id of its preview. */
export const statementImports = pgTable(
  'statement_imports',
  {
    bookId: uuid('book_id')
      .notNull()
      .references(() => books.id),
    id: uuid('id').notNull(),
    accountId: uuid('account_id').notNull(),
    fileName: text('file_name').notNull(),
    importedAt: instant('imported_at').notNull().defaultNow(),
    postedCount: integer('posted_count').notNull(),
    duplicateCount: integer('duplicate_count').notNull(),
    unreadableCount: integer('unreadable_count').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.id] }),
    foreignKey({
      columns: [table.bookId, table.accountId],
      foreignColumns: [accounts.bookId, accounts.id],
    }),
  ],
);
