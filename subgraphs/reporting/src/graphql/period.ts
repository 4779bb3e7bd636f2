import { CalendarError, type Period, type PeriodKind, today } from '@outlay/calendar/calendar.ts';
import { periodOf } from '@outlay/calendar/calendar.ts';
import type { Preferences } from '../store/books.ts';

/** The viewer's period around a day, which is today in their zone when left out. Null outside the calendar. */
export function viewersPeriod(
  kind: PeriodKind,
  date: string | null | undefined,
  { timeZone, firstDayOfWeek }: Preferences,
  now: Date,
): Period | null {
  return withinCalendar(() => periodOf(kind, date ?? today(now, timeZone), firstDayOfWeek));
}

/** Null where the years 1 to 9999 end. */
export function withinCalendar<Value>(reckon: () => Value): Value | null {
  try {
    return reckon();
  } catch (error) {
    if (error instanceof CalendarError) return null;
    throw error;
  }
}
