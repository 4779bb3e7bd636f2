import { type Period, periodOf, type Weekday } from '@outlay/calendar/calendar.ts';
import type { TotalKey } from './aggregate.ts';
import type { Budget } from './budget.ts';
import type { Movement } from './evaluate.ts';

/** A budget in one of its periods, and what moved there. */
export type Watch = {
  readonly budget: Budget;
  readonly period: Period;
  readonly movements: readonly Movement[];
};

export type Spending = Pick<TotalKey, 'bookId' | 'date' | 'kind' | 'currency' | 'categoryId'> &
  Movement;

/**
 * The budgets and periods that spending touches, each with its movements in the order given. A budget
 * watches its own book and currency, and its category where it has one; amounts in other currencies are
 * never converted and don't count.
 */
export function watchesOf(
  spending: readonly Spending[],
  budgets: readonly Budget[],
  firstDayOf: (bookId: string) => Weekday,
): Watch[] {
  const byBook = Map.groupBy(budgets, (budget) => budget.bookId);
  const watches = new Map<string, { watch: Watch; movements: Movement[] }>();
  for (const one of spending) {
    if (one.kind !== 'EXPENSE') continue;
    for (const budget of byBook.get(one.bookId) ?? []) {
      if (!isWatched(budget, one)) continue;
      const period = periodOf(budget.period, one.date, firstDayOf(one.bookId));
      const key = `${budget.id}/${period.start}`;
      const movements = watches.get(key)?.movements ?? [];
      movements.push(one);
      watches.set(key, { watch: { budget, period, movements }, movements });
    }
  }
  return [...watches.values()].map(({ watch }) => watch);
}

function isWatched(budget: Budget, { currency, categoryId }: Spending): boolean {
  if (budget.limit.currency !== currency) return false;
  return budget.categoryId === null || budget.categoryId === categoryId;
}

/**
 * The periods that a change of the budget itself decides: the one around today, and later ones that have
 * spending already. A past period keeps what was decided until an entry touches it.
 */
export function periodsNotOver(
  budget: Pick<Budget, 'period'>,
  today: string,
  laterDates: readonly string[],
  firstDayOfWeek: Weekday,
): Period[] {
  const periods = new Map<string, Period>();
  for (const date of [today, ...laterDates]) {
    const period = periodOf(budget.period, date, firstDayOfWeek);
    periods.set(period.start, period);
  }
  return [...periods.values()];
}
