import { z } from 'zod';

/** Values that several events share, in their JSON form. */

/** Signed integer minor units of a currency, as a decimal string on the wire and a bigint in memory. */
export const minorUnits = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .transform(BigInt);

export const currencyCode = z.string().regex(/^[A-Z]{3}$/);

/** A calendar date, YYYY-MM-DD. */
export const calendarDate = z.iso.date();

export const instant = z.iso.datetime();

/** ISO weekday: Monday is 1, Sunday 7. */
export const weekday = z.int().min(1).max(7);

export const periodKind = z.enum(['WEEK', 'MONTH', 'YEAR']);

/** Both ends belong to the period. */
export const period = z.object({ kind: periodKind, start: calendarDate, end: calendarDate });

export const preferences = z.object({
  currency: currencyCode,
  /** BCP 47 language tag. */
  locale: z.string().min(2),
  /** IANA time zone. */
  timeZone: z.string().min(1),
  firstDayOfWeek: weekday,
});
