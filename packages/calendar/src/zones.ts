import { Temporal } from 'temporal-polyfill';
import { CalendarError } from './calendar-error.ts';
import { dayNumberOf } from './dates.ts';
import type { CalendarDate } from './dates.ts';

// Temporal also takes offsets ('+02:00') and whole timestamps for a zone. Neither follows the rules
// of a place as they change, so only names are let through.
const zoneName = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;
const epoch = Temporal.Instant.fromEpochMilliseconds(0);

/** Whether this is an IANA time zone that the runtime knows; upper and lower case are one. */
export function isTimeZone(zone: string): boolean {
  try {
    inZone(epoch, zone);
    return true;
  } catch (cause) {
    if (cause instanceof CalendarError) return false;
    throw cause;
  }
}

/**
 * The date on the wall calendar of the zone at that instant: a Date, or an RFC 3339 text with its
 * offset. Throws INVALID_INSTANT, UNKNOWN_TIME_ZONE, or DATE_OUT_OF_RANGE beyond years 1 to 9999.
 */
export function today(instant: Date | string, zone: string): CalendarDate {
  const date = inZone(instantOf(instant), zone).toPlainDate();
  if (date.year < 1 || date.year > 9999) {
    throw new CalendarError('DATE_OUT_OF_RANGE', 'Dates run from 0001-01-01 to 9999-12-31.');
  }
  return date.toString();
}

/**
 * The first instant of the date in the zone. That is not always midnight: where clocks jump over
 * it, the day starts at the jump; where it comes twice, at the first. A date that the zone skipped
 * altogether (Apia, 2011-12-30) starts when the next one does, and so has no length.
 *
 * Instants from startOfDay(d) to before startOfDay(d + 1) are those whose date is d, but for clocks
 * put back just after midnight (St John's until 2010, at 00:01): there an hour of d comes again when
 * d + 1 has begun. Where the date itself is what matters, ask `today`.
 *
 * Throws INVALID_DATE, UNKNOWN_TIME_ZONE.
 */
export function startOfDay(date: CalendarDate, zone: string): Date {
  dayNumberOf(date);
  inZone(epoch, zone);
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds);
}

/** Throws UNKNOWN_TIME_ZONE. */
function inZone(instant: Temporal.Instant, zone: string): Temporal.ZonedDateTime {
  if (!zoneName.test(zone)) throw unknownTimeZone();
  try {
    return instant.toZonedDateTimeISO(zone);
  } catch (cause) {
    if (cause instanceof RangeError) throw unknownTimeZone();
    throw cause;
  }
}

function unknownTimeZone(): CalendarError {
  return new CalendarError('UNKNOWN_TIME_ZONE', 'The time zone is not an IANA name.');
}

function instantOf(instant: Date | string): Temporal.Instant {
  try {
    return typeof instant === 'string'
      ? Temporal.Instant.from(instant)
      : Temporal.Instant.fromEpochMilliseconds(instant.getTime());
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new CalendarError(
      'INVALID_INSTANT',
      'An instant is a date and time with its offset, like 2024-02-29T12:00:00Z.',
    );
  }
}
