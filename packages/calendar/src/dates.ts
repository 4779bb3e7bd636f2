import { CalendarError } from './calendar-error.ts';

/** A day of the proleptic Gregorian calendar, 'YYYY-MM-DD', from 0001-01-01 to 9999-12-31. */
export type CalendarDate = string;

/** A month, 'YYYY-MM'. */
export type YearMonth = string;

/** ISO 8601: Monday is 1, Sunday is 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

// Reports turn thousands of dates into days, so days are counted by the platform's Date, in UTC
// where every day has 24 hours, at about a tenth of what a Temporal.PlainDate costs. The tests hold
// the two against each other. Zones and instants are Temporal's work alone: see zones.ts.
const dayMs = 86_400_000;
const firstDay = Date.parse('0001-01-01') / dayMs;
const lastDay = Date.parse('9999-12-31') / dayMs;

/** Returns the text itself when it names a real day; throws INVALID_DATE otherwise. */
export function parseDate(text: string): CalendarDate {
  dayNumberOf(text);
  return text;
}

/** `days` may be negative. Throws INVALID_DATE, or DATE_OUT_OF_RANGE beyond the years 1 to 9999. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return dateOfDay(dayNumberOf(date) + days);
}

/** How many days `to` lies after `from`; negative when before. Throws INVALID_DATE. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return dayNumberOf(to) - dayNumberOf(from);
}

/** For sorting: -1, 0 or 1. Both are taken to be real dates, since the texts are compared. */
export function compareDates(left: CalendarDate, right: CalendarDate): -1 | 0 | 1 {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The month of a real date, 'YYYY-MM'. */
export function yearMonthOf(date: CalendarDate): YearMonth {
  return date.slice(0, 7);
}

/** Throws INVALID_DATE. */
export function weekdayOf(date: CalendarDate): Weekday {
  return weekdayOfDay(dayNumberOf(date));
}

/** Days since 1970-01-01. Throws INVALID_DATE. */
export function dayNumberOf(date: CalendarDate): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || date.startsWith('0000')) throw invalidDate();
  const instantMs = Date.parse(date);
  // Date.parse refuses a 13th month and a 32nd day, but reads 30 February as 1 March.
  if (Number.isNaN(instantMs) || new Date(instantMs).getUTCDate() !== Number(date.slice(8))) {
    throw invalidDate();
  }
  return instantMs / dayMs;
}

/** The inverse of dayNumberOf. Throws DATE_OUT_OF_RANGE beyond the years 1 to 9999. */
export function dateOfDay(dayNumber: number): CalendarDate {
  if (!(dayNumber >= firstDay && dayNumber <= lastDay)) {
    throw new CalendarError('DATE_OUT_OF_RANGE', 'Dates run from 0001-01-01 to 9999-12-31.');
  }
  return new Date(dayNumber * dayMs).toISOString().slice(0, 10);
}

/** The weekday of a count of days since 1970-01-01, which was a Thursday. */
export function weekdayOfDay(dayNumber: number): Weekday {
  return (((((dayNumber + 3) % 7) + 7) % 7) + 1) as Weekday;
}

function invalidDate(): CalendarError {
  return new CalendarError('INVALID_DATE', 'A date is a real day written like 2024-02-29.');
}
