import { idempotencyKey } from '@outlay/service-kit/idempotency.ts';
import { z } from 'zod';
import { entryDates, isEntryDate } from '../domain/heading.ts';

/** Rules for single fields of inputs; scalars have been checked before. */

/** A calendar date that money can have moved on. */
export const entryDate = z
  .string()
  .refine(isEntryDate, `must be from ${entryDates.from} to ${entryDates.to}.`);

/** Half a character (a lone surrogate) would come back from the database as another text than was sent. */
const plainText = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text);

export const description = z
  .string()
  .max(500, 'must have at most 500 characters.')
  .refine(plainText, 'must be one line without control characters.')
  .transform((text) => text.trim());

export const name = z
  .string()
  .refine(plainText, 'must be one line without control characters.')
  .transform((text) => text.trim())
  .pipe(z.string().min(1, 'must not be empty.').max(80, 'must have at most 80 characters.'));

export const icon = z
  .string()
  .max(16, 'must have at most 16 characters.')
  .refine(plainText, 'must not have control characters.');

const money = z.object({ amount: z.string(), currency: z.string().nullish() });

const key = { idempotencyKey };

/** What every mutation that posts something new is given. */
const newEntry = { amount: money, date: entryDate.nullish(), description, ...key };

export const addExpenseInput = z.object({
  ...newEntry,
  categoryId: z.string().nullish(),
  accountId: z.string().nullish(),
});

export const addRefundInput = addExpenseInput.extend({ categoryId: z.string() });

export const addTransferInput = z.object({
  ...newEntry,
  fromAccountId: z.string(),
  toAccountId: z.string(),
});

export const removeTransactionInput = z.object({ id: z.string(), ...key });

export const editExpenseInput = z
  .object({
    id: z.string(),
    amount: money.nullish(),
    categoryId: z.string().nullish(),
    accountId: z.string().nullish(),
    date: entryDate.nullish(),
    description: description.nullish(),
    ...key,
  })
  .refine(
    ({ amount, categoryId, accountId, date, description }) =>
      [amount, categoryId, accountId, date, description].some(
        (given) => given !== null && given !== undefined,
      ),
    'needs something to change.',
  );

export const openAccountInput = z.object({
  name,
  type: z.enum(['ASSET', 'LIABILITY']),
  currency: z.string().nullish(),
  openingBalance: z.string().nullish(),
  ...key,
});

export const updateAccountInput = z.object({
  id: z.string(),
  name: name.nullish(),
  archived: z.boolean().nullish(),
  ...key,
});

export const addCategoryInput = z.object({
  name,
  kind: z.enum(['EXPENSE', 'INCOME']),
  icon: icon.nullish(),
  ...key,
});

export const updateCategoryInput = z.object({
  id: z.string(),
  name: name.nullish(),
  icon: icon.nullish(),
  archived: z.boolean().nullish(),
  ...key,
});
