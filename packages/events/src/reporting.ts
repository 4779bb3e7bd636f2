import { z } from 'zod';
import { defineEvent } from './contract.ts';
import { currencyCode, instant, minorUnits, period } from './values.ts';

const topic = 'reporting';

const crossing = z.object({
  crossingId: z.uuid(),
  bookId: z.uuid(),
  budgetId: z.uuid(),
  budgetName: z.string().min(1),
  /** Absent for a budget over all spending. */
  categoryId: z.uuid().optional(),
  period,
  /** Percent of the limit, and what reaching it means to the person. */
  threshold: z.object({
    percent: z.int().positive(),
    level: z.enum(['ALMOST_SPENT', 'OVERSPENT']),
  }),
  limit: minorUnits,
  spent: minorUnits,
  currency: currencyCode,
  decidedAt: instant,
  /** The transaction that tipped the budget; absent when changing the budget itself did. */
  transactionId: z.uuid().optional(),
  /**
   * True where another threshold of the budget turned in the same period by the same decision and says it
   * as well: one above that was crossed, one below that recovered. People get one message, of that one.
   */
  outranked: z.boolean().optional(),
});

/** Spending reached a threshold of a budget. Once per (budget, period, threshold) until it recovers. */
export const budgetCrossed = defineEvent(topic, 'reporting.budget-crossed', crossing);

/** Spending fell below a threshold that had been crossed; the threshold is armed again. */
export const budgetRecovered = defineEvent(topic, 'reporting.budget-recovered', crossing);
