import type { Period, PeriodKind } from '@outlay/calendar/calendar.ts';
import { type Money, percentOf } from '@outlay/money/money.ts';

/** A limit on spending for each week, month or year. */
export type Budget = {
  readonly bookId: string;
  readonly id: string;
  readonly name: string;
  /** Null for a budget over all spending. */
  readonly categoryId: string | null;
  readonly period: PeriodKind;
  /** More than nothing. Only spending in this currency counts. */
  readonly limit: Money;
  /** Percentages of the limit, ascending, different. */
  readonly thresholds: readonly number[];
  readonly createdAt: Date;
  readonly archived: boolean;
};

export type BudgetState = 'ON_TRACK' | 'ALMOST_SPENT' | 'OVERSPENT';

export type BudgetStatus = {
  readonly period: Period;
  readonly spent: Money;
  readonly remaining: Money;
  readonly percent: number;
  readonly state: BudgetState;
};

/** What reaching a threshold means to the person. */
export function levelOf(percent: number): 'ALMOST_SPENT' | 'OVERSPENT' {
  return percent >= 100 ? 'OVERSPENT' : 'ALMOST_SPENT';
}

/** Whether spending is at or past a percentage of the limit; exact. Amounts in minor units. */
export function reaches(spent: bigint, percent: number, limit: bigint): boolean {
  return spent * 100n >= BigInt(percent) * limit;
}

/** How a budget stands with that much spent in a period, in minor units of its currency. */
export function statusOf(budget: Budget, period: Period, spentMinor: bigint): BudgetStatus {
  const { limit, thresholds } = budget;
  const { currency } = limit;
  const spent = { minorUnits: spentMinor, currency };
  return {
    period,
    spent,
    remaining: { minorUnits: limit.minorUnits - spentMinor, currency },
    percent: withinInt(percentOf(spent, limit)),
    state: stateOf(spentMinor, limit.minorUnits, thresholds),
  };
}

function stateOf(spent: bigint, limit: bigint, thresholds: readonly number[]): BudgetState {
  if (reaches(spent, 100, limit)) return 'OVERSPENT';
  return thresholds.some((percent) => reaches(spent, percent, limit)) ? 'ALMOST_SPENT' : 'ON_TRACK';
}

/** GraphQL's Int has 32 bits; a budget of one cent can be overspent by more percent than that. */
function withinInt(percent: number): number {
  return Math.max(-(2 ** 31), Math.min(percent, 2 ** 31 - 1));
}
