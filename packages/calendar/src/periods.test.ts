import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { addDays, daysBetween, weekdayOf, yearMonthOf } from './dates.ts';
import type { Weekday } from './dates.ts';
import { daysOf, isWithin, monthsOf, nextPeriod, periodOf, previousPeriod } from './periods.ts';
import type { PeriodKind } from './periods.ts';

// A year in from either end, so that neighbours exist; the ends have a test of their own.
const dates = fc
  .integer({ min: 366, max: daysBetween('0001-01-01', '9998-12-31') })
  .map((days) => addDays('0001-01-01', days));
const kinds = fc.constantFrom<PeriodKind>('WEEK', 'MONTH', 'YEAR');
const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const firstDays = fc.constantFrom(...weekdays);
const periods = fc
  .tuple(kinds, dates, firstDays)
  .map(([kind, date, firstDay]) => periodOf(kind, date, firstDay));

test('a week starts on the chosen day, whichever it is', () => {
  // 2026-01-01 is a Thursday.
  const starts = ['2025-12-29', '2025-12-30', '2025-12-31', '2026-01-01'];
  starts.push('2025-12-26', '2025-12-27', '2025-12-28');
  for (const [index, firstDay] of weekdays.entries()) {
    assert.equal(periodOf('WEEK', '2026-01-01', firstDay).start, starts[index]);
  }
});

test('a week holds its date, starts on the chosen day and has seven days', () => {
  fc.assert(
    fc.property(dates, firstDays, (date, firstDay) => {
      const week = periodOf('WEEK', date, firstDay);
      assert.equal(weekdayOf(week.start), firstDay);
      assert.equal(daysBetween(week.start, week.end), 6);
      assert.ok(isWithin(date, week));
    }),
  );
});

test('months and years are those that Temporal knows', () => {
  fc.assert(
    fc.property(dates, firstDays, (date, firstDay) => {
      const day = Temporal.PlainDate.from(date);
      const month = periodOf('MONTH', date, firstDay);
      assert.equal(month.start, day.with({ day: 1 }).toString());
      assert.equal(month.end, day.with({ day: day.daysInMonth }).toString());
      const year = periodOf('YEAR', date, firstDay);
      assert.equal(daysBetween(year.start, year.end) + 1, day.daysInYear);
      assert.ok(isWithin(date, year) && isWithin(month.start, year) && isWithin(month.end, year));
    }),
    { numRuns: 500 },
  );
});

function lastDaysOfMonths(year: number): number[] {
  return monthsOf(periodOf('YEAR', `${year}-06-15`, 1)).map((month) =>
    Number(periodOf('MONTH', `${month}-01`, 1).end.slice(8)),
  );
}

test('each month ends on its last day', () => {
  assert.deepEqual(lastDaysOfMonths(2023), [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
  assert.deepEqual(lastDaysOfMonths(2024), [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
  assert.equal(lastDaysOfMonths(1900)[1], 28);
  assert.equal(lastDaysOfMonths(2000)[1], 29);
});

test('periods lie side by side: no gap, no overlap', () => {
  fc.assert(
    fc.property(periods, (period) => {
      const next = nextPeriod(period);
      assert.equal(daysBetween(period.end, next.start), 1);
      assert.equal(next.kind, period.kind);
      assert.ok(next.start <= next.end);
    }),
  );
});

test('every day of a period belongs to that period and to no other', () => {
  fc.assert(
    fc.property(kinds, dates, firstDays, (kind, date, firstDay) => {
      const period = periodOf(kind, date, firstDay);
      for (const day of daysOf(period)) assert.deepEqual(periodOf(kind, day, firstDay), period);
      assert.ok(!isWithin(addDays(period.start, -1), period));
      assert.ok(!isWithin(addDays(period.end, 1), period));
    }),
    { numRuns: 50 },
  );
});

test('the one before the next, and the one after the previous, is the same one', () => {
  fc.assert(
    fc.property(periods, (period) => {
      assert.deepEqual(previousPeriod(nextPeriod(period)), period);
      assert.deepEqual(nextPeriod(previousPeriod(period)), period);
    }),
  );
});

test('a period lists all of its days and months once, in order', () => {
  fc.assert(
    fc.property(periods, (period) => {
      const days = daysOf(period);
      assert.equal(days[0], period.start);
      assert.equal(days.at(-1), period.end);
      assert.equal(days.length, daysBetween(period.start, period.end) + 1);
      assert.ok(
        days.every((day, index) => index === 0 || addDays(days[index - 1] ?? '', 1) === day),
      );
      assert.deepEqual(monthsOf(period), [...new Set(days.map(yearMonthOf))]);
    }),
    { numRuns: 50 },
  );
});

test('a span of any length has its days and months, a backward one none', () => {
  const span = { start: '2023-11-30', end: '2024-03-01' };
  assert.equal(daysOf(span).length, 93);
  assert.deepEqual(monthsOf(span), ['2023-11', '2023-12', '2024-01', '2024-02', '2024-03']);
  assert.deepEqual(daysOf({ start: '2024-03-01', end: '2023-11-30' }), []);
  assert.deepEqual(monthsOf({ start: '2024-03-01', end: '2023-11-30' }), []);
});

test('at the ends of the calendar there are whole periods or none', () => {
  assert.equal(periodOf('MONTH', '9999-12-31', 1).end, '9999-12-31');
  assert.equal(periodOf('YEAR', '0001-01-01', 1).start, '0001-01-01');
  assert.equal(monthsOf(periodOf('YEAR', '9999-01-01', 1)).length, 12);
  assert.throws(() => nextPeriod(periodOf('YEAR', '9999-01-01', 1)), { code: 'DATE_OUT_OF_RANGE' });
  // 9999-12-31 is a Friday, so its week from Monday would end in the year 10000.
  assert.throws(() => periodOf('WEEK', '9999-12-31', 1), { code: 'DATE_OUT_OF_RANGE' });
  assert.throws(() => periodOf('MONTH', '2023-02-29', 1), { code: 'INVALID_DATE' });
});
