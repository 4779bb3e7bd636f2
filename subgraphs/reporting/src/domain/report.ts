import {
  type CalendarDate,
  daysOf,
  isWithin,
  monthsOf,
  type Period,
} from '@outlay/calendar/calendar.ts';
import type { Money } from '@outlay/money/money.ts';
import type { TotalKind } from './aggregate.ts';
import { percentWithDecimals } from './percent.ts';

/** A total of the period or of the one before it, per category. Minor units. */
export type CategoryRow = {
  /** The day, or the first day of the month, that it is the total of. */
  readonly date: CalendarDate;
  readonly kind: TotalKind;
  readonly currency: string;
  readonly categoryId: string;
  readonly minorUnits: bigint;
  readonly transactions: number;
  readonly counted: number;
};

/** A day's total in the report's currency. Minor units. */
export type DayRow = {
  readonly date: CalendarDate;
  readonly kind: TotalKind;
  readonly minorUnits: bigint;
};

type Flow = { readonly spent: Money; readonly income: Money };
export type CategoryTotal = {
  readonly category: { readonly id: string };
  readonly total: Money;
  readonly transactionCount: number;
  readonly percent: number | null;
};

export type Report = Flow & {
  readonly period: Period;
  readonly currency: string;
  readonly net: Money;
  readonly transactionCount: number;
  readonly spentByCategory: CategoryTotal[];
  readonly incomeByCategory: CategoryTotal[];
  readonly byDay: (Flow & { readonly date: CalendarDate })[];
  readonly byMonth: (Flow & { readonly start: CalendarDate })[];
  readonly previous: Comparison;
  readonly otherCurrencies: (Flow & { readonly currency: string })[];
};

export type Comparison = Flow & {
  readonly period: Period;
  readonly spentChange: Money;
  readonly spentChangePercent: number | null;
  readonly incomeChange: Money;
  readonly incomeChangePercent: number | null;
};

/** Puts a report together; amounts of different currencies are never added. */
export function reportOf(given: {
  readonly period: Period;
  readonly previous: Period;
  readonly currency: string;
  /** Of both periods, all currencies. */
  readonly rows: readonly CategoryRow[];
  /** Of the period, in the currency. */
  readonly days: readonly DayRow[];
}): Report {
  const { period, previous, currency, rows, days } = given;
  const running = rows.filter((row) => isWithin(row.date, period));
  const own = running.filter((row) => row.currency === currency);
  const before = rows.filter((row) => row.currency === currency && isWithin(row.date, previous));
  const flow = flowOf(own, currency);
  const byDate = Map.groupBy(days, (row) => row.date);
  const byMonth = Map.groupBy(own, (row) => `${row.date.slice(0, 7)}-01`);
  const months = period.kind === 'YEAR' ? monthsOf(period).map((month) => `${month}-01`) : [];
  const currencies = [...new Set(running.map((row) => row.currency))].sort();
  return {
    period,
    currency,
    ...flow,
    net: { minorUnits: flow.income.minorUnits - flow.spent.minorUnits, currency },
    transactionCount: own.reduce((sum, row) => sum + row.counted, 0),
    spentByCategory: categoriesOf(own, 'EXPENSE', flow.spent),
    incomeByCategory: categoriesOf(own, 'INCOME', flow.income),
    byDay: daysOf(period).map((date) => ({ date, ...flowOf(byDate.get(date) ?? [], currency) })),
    byMonth: months.map((start) => ({ start, ...flowOf(byMonth.get(start) ?? [], currency) })),
    previous: comparisonOf(previous, flow, flowOf(before, currency)),
    otherCurrencies: currencies
      .filter((other) => other !== currency)
      .map((other) => ({
        currency: other,
        ...flowOf(
          running.filter((row) => row.currency === other),
          other,
        ),
      })),
  };
}

function flowOf(rows: readonly Pick<DayRow, 'kind' | 'minorUnits'>[], currency: string): Flow {
  return {
    spent: { minorUnits: sumOf(rows, 'EXPENSE'), currency },
    income: { minorUnits: sumOf(rows, 'INCOME'), currency },
  };
}

function sumOf(rows: readonly Pick<DayRow, 'kind' | 'minorUnits'>[], kind: TotalKind): bigint {
  return rows.reduce((sum, row) => (row.kind === kind ? sum + row.minorUnits : sum), 0n);
}

/** Largest first; of equals, the one whose id comes first, so that the order never wavers. */
function categoriesOf(
  rows: readonly CategoryRow[],
  kind: TotalKind,
  whole: Money,
): CategoryTotal[] {
  const byCategory = Map.groupBy(
    rows.filter((row) => row.kind === kind),
    (row) => row.categoryId,
  );
  return [...byCategory]
    .map(([id, own]) => {
      const minorUnits = sumOf(own, kind);
      return {
        category: { id },
        total: { minorUnits, currency: whole.currency },
        transactionCount: own.reduce((sum, row) => sum + row.transactions, 0),
        percent: percentWithDecimals(minorUnits, whole.minorUnits),
      };
    })
    .sort((a, b) => {
      const difference = b.total.minorUnits - a.total.minorUnits;
      if (difference !== 0n) return difference > 0n ? 1 : -1;
      return a.category.id < b.category.id ? -1 : 1;
    });
}

function comparisonOf(period: Period, now: Flow, before: Flow): Comparison {
  const change = (kind: keyof Flow): bigint => now[kind].minorUnits - before[kind].minorUnits;
  const { currency } = now.spent;
  return {
    period,
    ...before,
    spentChange: { minorUnits: change('spent'), currency },
    spentChangePercent: percentWithDecimals(change('spent'), before.spent.minorUnits),
    incomeChange: { minorUnits: change('income'), currency },
    incomeChangePercent: percentWithDecimals(change('income'), before.income.minorUnits),
  };
}
