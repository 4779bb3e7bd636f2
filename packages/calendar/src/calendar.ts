// The package's one door: dates, periods and zones are three stories told in their own files.
export { CalendarError } from './calendar-error.ts';
export type { CalendarErrorCode } from './calendar-error.ts';
export { addDays, compareDates, daysBetween, parseDate, weekdayOf, yearMonthOf } from './dates.ts';
export type { CalendarDate, Weekday, YearMonth } from './dates.ts';
export { daysOf, isWithin, monthsOf, nextPeriod, periodOf, previousPeriod } from './periods.ts';
export type { Period, PeriodKind } from './periods.ts';
export { isTimeZone, startOfDay, today } from './zones.ts';
