import { z } from 'zod';
import { defineEvent } from './contract.ts';
import { calendarDate, currencyCode, instant, minorUnits } from './values.ts';

const topic = 'ledger';

export const transactionKind = z.enum(['EXPENSE', 'INCOME', 'REFUND', 'TRANSFER', 'OPENING']);

export const accountType = z.enum(['ASSET', 'LIABILITY', 'EQUITY', 'INCOME', 'EXPENSE']);

/**
 * One leg of a transaction. Debit is positive: spending raises an EXPENSE account and lowers an ASSET.
 * A category is an account of type EXPENSE or INCOME, so its id stands in `accountId`.
 */
export const posting = z.object({
  accountId: z.uuid(),
  accountType,
  amount: minorUnits,
  currency: currencyCode,
});

const transaction = z.object({
  transactionId: z.uuid(),
  bookId: z.uuid(),
  kind: transactionKind,
  date: calendarDate,
  description: z.string(),
  recordedAt: instant,
  /** Sum to zero per currency. */
  postings: z.array(posting).min(2),
});

/** A transaction was posted: a new one, or the replacement that an edit makes. */
export const transactionPosted = defineEvent(
  topic,
  'ledger.transaction-posted',
  transaction.extend({ replaces: z.uuid().optional() }),
);

/**
 * A transaction was reversed. `postings` are those of the reversal (the original's with the signs turned);
 * `date` and `kind` are the original's, so that the reversal takes effect where the original did.
 */
export const transactionReversed = defineEvent(
  topic,
  'ledger.transaction-reversed',
  transaction.extend({ reverses: z.uuid() }),
);

/** A category was created, renamed or archived; always the whole of it. */
export const categoryChanged = defineEvent(
  topic,
  'ledger.category-changed',
  z.object({
    categoryId: z.uuid(),
    bookId: z.uuid(),
    name: z.string().min(1),
    kind: z.enum(['EXPENSE', 'INCOME']),
    archived: z.boolean(),
  }),
);
