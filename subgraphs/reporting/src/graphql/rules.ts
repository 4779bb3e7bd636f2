import type { Money } from '@outlay/money/money.ts';
import { MoneyError, parseDecimal } from '@outlay/money/money.ts';
import { idempotencyKey } from '@outlay/service-kit/idempotency.ts';
import { displayName } from '@outlay/service-kit/person-rules.ts';
import { invalidField, type Parsed } from '@outlay/service-kit/problems.ts';
import { z } from 'zod';

/** What may be said about a budget. */

const percent = z
  .int('must be a whole percentage from 1 to 1000.')
  .min(1, 'must be a whole percentage from 1 to 1000.')
  .max(1000, 'must be a whole percentage from 1 to 1000.');

/** Percentages of the limit; come out ascending. */
export const thresholds = z
  .array(percent)
  .min(1, 'must name at least one percentage.')
  .max(10, 'must name at most ten percentages.')
  .refine((list) => new Set(list).size === list.length, 'must all be different.')
  .transform((list) => list.toSorted((a, b) => a - b));

const money = z.object({ amount: z.string(), currency: z.string().nullish() });

export const newBudget = z.object({
  name: displayName,
  categoryId: z.string().nullish(),
  period: z.enum(['WEEK', 'MONTH', 'YEAR']),
  limit: money,
  thresholds: thresholds.nullish(),
  idempotencyKey,
});

export const budgetChange = z.object({
  id: z.string(),
  name: displayName.nullish(),
  limit: money.nullish(),
  thresholds: thresholds.nullish(),
  idempotencyKey,
});

export const budgetToArchive = z.object({ id: z.string(), idempotencyKey });

/** Reads a limit; `currency` is what it is in when the input doesn't say. */
export function parseLimit(input: z.output<typeof money>, currency: string): Parsed<Money> {
  try {
    const value = parseDecimal(input.amount, input.currency ?? currency);
    if (value.minorUnits > 0n) return { ok: true, value };
    return refuse('must be more than nothing.');
  } catch (error) {
    if (error instanceof MoneyError) return refuse(error.message);
    throw error;
  }
}

const refuse = (message: string) =>
  ({ ok: false, problem: invalidField(['limit', 'amount'], message) }) as const;
