import { today } from '@outlay/calendar/calendar.ts';
import type { Budget } from '../domain/budget.ts';
import { periodsNotOver, type Watch } from '../domain/watch.ts';
import type { Preferences } from './books.ts';
import type { Transaction } from './connection.ts';
import { decideAndTell } from './decide.ts';
import { laterSpendingDates } from './spending.ts';

/**
 * Decides a budget that was just created or changed, in the period around now and in later ones with
 * spending. Its book is locked. Gives whether there was anything to tell.
 */
export async function decideChangedBudget(
  tx: Transaction,
  budget: Budget,
  preferences: Preferences,
  { now, traceparent }: { now: Date; traceparent: string | undefined },
): Promise<boolean> {
  const watches = await runningWatches(tx, budget, preferences, now);
  return decideAndTell(tx, watches, now, traceparent);
}

/** A budget in its periods that are not over at an instant, in the owner's time zone. */
export async function runningWatches(
  tx: Transaction,
  budget: Budget,
  { timeZone, firstDayOfWeek }: Preferences,
  now: Date,
): Promise<Watch[]> {
  const day = today(now, timeZone);
  const later = await laterSpendingDates(tx, budget, day);
  return periodsNotOver(budget, day, later, firstDayOfWeek).map((period) => ({
    budget,
    period,
    movements: [],
  }));
}
