import { sql } from '@outlay/service-kit/drizzle/core.cjs';
import {
  bigint,
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from '@outlay/service-kit/drizzle/pg-core.cjs';
import { totalKinds } from '../domain/aggregate.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const minorUnits = (name: string) => bigint(name, { mode: 'bigint' });
const day = (name: string) => date(name, { mode: 'string' });

/**
 * One row per book. Its lock is what puts everything that decides about the book's budgets in order, so
 * it may be there before the book's owner is known; the preferences are null until then.
 */
export const books = pgTable(
  'books',
  {
    bookId: uuid('book_id').primaryKey(),
    currency: text('currency'),
    locale: text('locale'),
    timeZone: text('time_zone'),
    /** ISO weekday: Monday is 1. */
    firstDayOfWeek: smallint('first_day_of_week'),
  },
  (table) => [check('books_first_day_of_week', sql`${table.firstDayOfWeek} BETWEEN 1 AND 7`)],
);

/** Which categories there are; what they are called is the ledger's to tell. */
export const categories = pgTable(
  'categories',
  {
    bookId: uuid('book_id').notNull(),
    categoryId: uuid('category_id').notNull(),
    kind: text('kind', { enum: totalKinds }).notNull(),
    archived: boolean('archived').notNull(),
  },
  (table) => [primaryKey({ columns: [table.bookId, table.categoryId] })],
);

const totals = () => ({
  kind: text('kind', { enum: totalKinds }).notNull(),
  currency: text('currency').notNull(),
  categoryId: uuid('category_id').notNull(),
  totalMinor: minorUnits('total_minor').notNull(),
  transactions: integer('transactions').notNull(),
  /** A transaction over several categories is counted in one of them per currency. */
  counted: integer('counted').notNull(),
});

/** A total that comes to nothing has no row. */
export const dailyTotals = pgTable(
  'daily_totals',
  { bookId: uuid('book_id').notNull(), date: day('date').notNull(), ...totals() },
  (table) => [
    primaryKey({
      columns: [table.bookId, table.date, table.kind, table.currency, table.categoryId],
    }),
    check('daily_totals_kind', sql`${table.kind} IN ('EXPENSE', 'INCOME')`),
  ],
);

/** `date` is the month's first day. */
export const monthlyTotals = pgTable(
  'monthly_totals',
  { bookId: uuid('book_id').notNull(), date: day('date').notNull(), ...totals() },
  (table) => [
    primaryKey({
      columns: [table.bookId, table.date, table.kind, table.currency, table.categoryId],
    }),
    check('monthly_totals_kind', sql`${table.kind} IN ('EXPENSE', 'INCOME')`),
    check('monthly_totals_first_day', sql`extract(day FROM ${table.date}) = 1`),
  ],
);

export const budgets = pgTable(
  'budgets',
  {
    bookId: uuid('book_id').notNull(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    /** Null for a budget over all spending. */
    categoryId: uuid('category_id'),
    period: text('period', { enum: ['WEEK', 'MONTH', 'YEAR'] }).notNull(),
    currency: text('currency').notNull(),
    limitMinor: minorUnits('limit_minor').notNull(),
    thresholds: integer('thresholds').array().notNull(),
    createdAt: instant('created_at').notNull(),
    archivedAt: instant('archived_at'),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.id] }),
    check('budgets_period', sql`${table.period} IN ('WEEK', 'MONTH', 'YEAR')`),
    check('budgets_limit', sql`${table.limitMinor} > 0`),
    check('budgets_thresholds', sql`cardinality(${table.thresholds}) BETWEEN 1 AND 10`),
  ],
);

/** Decisions: never deleted, and not rebuilt. */
export const budgetCrossings = pgTable(
  'budget_crossings',
  {
    bookId: uuid('book_id').notNull(),
    id: uuid('id').notNull(),
    budgetId: uuid('budget_id').notNull(),
    periodStart: day('period_start').notNull(),
    periodEnd: day('period_end').notNull(),
    threshold: integer('threshold').notNull(),
    /** Counts the crossings of one threshold in one period from 1. */
    occurrence: integer('occurrence').notNull(),
    limitMinor: minorUnits('limit_minor').notNull(),
    spentMinor: minorUnits('spent_minor').notNull(),
    /** Null when a change of the budget tipped it. */
    transactionId: uuid('transaction_id'),
    crossedAt: instant('crossed_at').notNull(),
    recoveredAt: instant('recovered_at'),
    /** Since when neither crossed nor recovered can be said: its threshold or its week is no more. */
    supersededAt: instant('superseded_at'),
  },
  (table) => [
    primaryKey({ columns: [table.bookId, table.id] }),
    unique('budget_crossings_once').on(
      table.bookId,
      table.budgetId,
      table.periodStart,
      table.threshold,
      table.occurrence,
    ),
    // A threshold is crossed again only after it recovered.
    uniqueIndex('budget_crossings_open')
      .on(table.bookId, table.budgetId, table.periodStart, table.threshold)
      .where(sql`${table.recoveredAt} IS NULL AND ${table.supersededAt} IS NULL`),
    index('budget_crossings_by_time').on(table.bookId, table.budgetId, table.crossedAt, table.id),
    foreignKey({
      columns: [table.bookId, table.budgetId],
      foreignColumns: [budgets.bookId, budgets.id],
      name: 'budget_crossings_budget',
    }),
  ],
);
