import { addDays, dateOfDay, dayNumberOf, weekdayOfDay, yearMonthOf } from './dates.ts';
import type { CalendarDate, Weekday, YearMonth } from './dates.ts';

export type PeriodKind = 'WEEK' | 'MONTH' | 'YEAR';

/** A week, month or year; `start` and `end` both belong to it. */
export type Period = {
  readonly kind: PeriodKind;
  readonly start: CalendarDate;
  readonly end: CalendarDate;
};

/**
 * The period of that kind that holds the date. Weeks start on `firstDayOfWeek`; months and years
 * don't look at it.
 *
 * Throws INVALID_DATE, or DATE_OUT_OF_RANGE for a week that sticks out of the years 1 to 9999.
 */
export function periodOf(kind: PeriodKind, date: CalendarDate, firstDayOfWeek: Weekday): Period {
  const day = dayNumberOf(date);
  if (kind === 'YEAR') {
    const year = date.slice(0, 4);
    return { kind, start: `${year}-01-01`, end: `${year}-12-31` };
  }
  if (kind === 'MONTH') return monthPeriod(yearMonthOf(date));
  const start = day - ((weekdayOfDay(day) - firstDayOfWeek + 7) % 7);
  return { kind, start: dateOfDay(start), end: dateOfDay(start + 6) };
}

/** The one that ends the day before this one starts. Throws DATE_OUT_OF_RANGE. */
export function previousPeriod(period: Period): Period {
  return neighbour(period, addDays(period.start, -1));
}

/** The one that starts the day after this one ends. Throws DATE_OUT_OF_RANGE. */
export function nextPeriod(period: Period): Period {
  return neighbour(period, addDays(period.end, 1));
}

/** Every day of the period, in order; 366 at most. */
export function daysOf({ start, end }: Pick<Period, 'start' | 'end'>): CalendarDate[] {
  const first = dayNumberOf(start);
  const count = dayNumberOf(end) - first + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, index) => dateOfDay(first + index));
}

/** Every month that has a day in the period, in order; a week can touch two. */
export function monthsOf({ start, end }: Pick<Period, 'start' | 'end'>): YearMonth[] {
  const months: YearMonth[] = [];
  const last = yearMonthOf(end);
  let month = yearMonthOf(start);
  while (month < last) {
    months.push(month);
    month = yearMonthOf(addDays(monthPeriod(month).end, 1));
  }
  if (month === last) months.push(month);
  return months;
}

/** Whether the date is in the period, its first and last day included. */
export function isWithin(
  date: CalendarDate,
  { start, end }: Pick<Period, 'start' | 'end'>,
): boolean {
  return start <= date && date <= end;
}

function monthPeriod(month: YearMonth): Period {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999. The calendar repeats every 400 years, so the
  // same month between 2000 and 2399 has the same days; its day 0 counted from the next is the last.
  const year = 2000 + (Number(month.slice(0, 4)) % 400);
  const days = new Date(Date.UTC(year, Number(month.slice(5)), 0)).getUTCDate();
  return { kind: 'MONTH', start: `${month}-01`, end: `${month}-${days}` };
}

function neighbour(period: Period, date: CalendarDate): Period {
  // A week keeps its own first day, so nobody has to remember the preference it was made with.
  return periodOf(period.kind, date, weekdayOfDay(dayNumberOf(period.start)));
}
