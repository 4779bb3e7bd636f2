import { CalendarError } from './calendar-error.ts';

/** A day of the proleptic Gregorian calendar, 'YYYY-MM-DD', from 0001-01-01 to 9999-12-31. */
export type CalendarDate = string;

/** A month, 'YYYY-MM'. */
export type YearMonth = string;

/** ISO 8601: Monday is 1, Sunday is 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

// Reports turn thousands of dates into days, so days are counted by the platform's Date, in UTC
// where every day has 24 hours, at a fraction of what a Temporal.PlainDate costs. The tests hold the
// two against each other. Zones and instants are Temporal's work alone: see zones.ts.
// Months and days have their bounds here, as Date.parse guesses at texts that are not ISO 8601: it
// would take 0001-01-00 for a day of the year 2000.
const dateShape = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
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
  if (!dateShape.test(date)) throw invalidDate();
  const dayNumber = Date.parse(date) / dayMs;
  // Date.parse reads 30 February as 1 March; up to the 28th that cannot have happened.
  const dayOfMonth = Number(date.slice(8));
  if (dayOfMonth > 28 && new Date(dayNumber * dayMs).getUTCDate() !== dayOfMonth) {
    throw invalidDate();
  }
  if (dayNumber < firstDay) throw invalidDate();
  return dayNumber;
}

/** The inverse of dayNumberOf. Throws DATE_OUT_OF_RANGE beyond the years 1 to 9999. */
export function dateOfDay(dayNumber: number): CalendarDate {
  if (!(dayNumber >= firstDay && dayNumber <= lastDay)) {
    throw new CalendarError('DATE_OUT_OF_RANGE', 'Dates run from 0001-01-01 to 9999-12-31.');
  }
  // Put together here because toISOString, which also writes the time, takes four times as long.
  const utc = new Date(dayNumber * dayMs);
  const year = String(utc.getUTCFullYear()).padStart(4, '0');
  return `${year}-${twoDigits(utc.getUTCMonth() + 1)}-${twoDigits(utc.getUTCDate())}`;
}

/** The weekday of a count of days since 1970-01-01, which was a Thursday. */
export function weekdayOfDay(dayNumber: number): Weekday {
  return (((((dayNumber + 3) % 7) + 7) % 7) + 1) as Weekday;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function invalidDate(): CalendarError {
  return new CalendarError('INVALID_DATE', 'A date is a real day written like 2024-02-29.');
}
