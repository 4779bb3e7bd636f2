import assert from 'node:assert/strict';
import type { Asked, Counted, Span } from './recount.ts';

const flow = 'spent { minorUnits currency } income { minorUnits currency }';
const categoryTotal = '{ category { id } total { minorUnits currency } transactionCount percent }';

export const reportText = `query ($period: PeriodKind!, $date: Date, $currency: CurrencyCode, $atLeast: Position) {
  report(period: $period, date: $date, currency: $currency, atLeast: $atLeast) {
    __typename
    ... on Report {
      period { start end } currency ${flow} net { minorUnits currency } transactionCount position
      spentByCategory ${categoryTotal} incomeByCategory ${categoryTotal}
      byDay { date ${flow} } byMonth { start ${flow} }
      previous {
        period { start end } ${flow}
        spentChange { minorUnits currency } spentChangePercent
        incomeChange { minorUnits currency } incomeChangePercent
      }
      otherCurrencies { currency ${flow} }
    }
  }
}`;

type Money = { minorUnits: string; currency: string };
type Flow = { spent: Money; income: Money };
type CategoryTotal = {
  category: { id: string };
  total: Money;
  transactionCount: number;
  percent: number | null;
};

/** What reporting answers to {@link reportText}. */
export type Report = Flow & {
  __typename: 'Report' | 'AggregatesBehind' | 'InvalidInput';
  period: Span;
  currency: string;
  net: Money;
  transactionCount: number;
  position: string;
  spentByCategory: CategoryTotal[];
  incomeByCategory: CategoryTotal[];
  byDay: (Flow & { date: string })[];
  byMonth: (Flow & { start: string })[];
  previous: Flow & {
    period: Span;
    spentChange: Money;
    spentChangePercent: number | null;
    incomeChange: Money;
    incomeChangePercent: number | null;
  };
  otherCurrencies: (Flow & { currency: string })[];
};

/** A report in the terms of a recount; its periods, currencies and percentages are checked on the way. */
export function toldBy(report: Report, asked: Asked): Counted {
  const { previous } = report;
  assert.deepEqual({ ...report.period }, asked.period);
  assert.deepEqual({ ...previous.period }, asked.previous);
  assert.equal(report.currency, asked.currency);
  const units = ({ minorUnits, currency }: Money, of = asked.currency): string => {
    assert.equal(currency, of);
    return minorUnits;
  };
  const both = ({ spent, income }: Flow, of?: string) => ({
    spent: units(spent, of),
    income: units(income, of),
  });
  const totals = (all: readonly CategoryTotal[], whole: Money) =>
    all.map(({ category, total, transactionCount, percent }) => {
      isPercent(percent, total, whole);
      return { category: category.id, total: units(total), transactionCount };
    });
  isPercent(previous.spentChangePercent, previous.spentChange, previous.spent);
  isPercent(previous.incomeChangePercent, previous.incomeChange, previous.income);
  return {
    ...both(report),
    net: units(report.net),
    transactionCount: report.transactionCount,
    spentByCategory: totals(report.spentByCategory, report.spent),
    incomeByCategory: totals(report.incomeByCategory, report.income),
    byDay: report.byDay.map((day) => ({ date: day.date, ...both(day) })),
    byMonth: report.byMonth.map((month) => ({ start: month.start, ...both(month) })),
    previous: {
      ...both(previous),
      spentChange: units(previous.spentChange),
      incomeChange: units(previous.incomeChange),
    },
    otherCurrencies: report.otherCurrencies.map((other) => ({
      ...both(other, other.currency),
      currency: other.currency,
    })),
  };
}

/** Two decimals: off by half a hundredth at most, and by what a float of that size can't hold. */
function isPercent(percent: number | null, part: Money, whole: Money): void {
  const [share, all] = [Number(part.minorUnits), Number(whole.minorUnits)];
  if (all <= 0) return assert.equal(percent, null);
  assert.ok(percent !== null && Number.isFinite(percent));
  const exact = (share / all) * 100;
  const slack = 0.005 + Math.abs(exact) * 1e-12;
  assert.ok(Math.abs(percent - exact) <= slack, `${percent} is not ${exact} percent`);
}
