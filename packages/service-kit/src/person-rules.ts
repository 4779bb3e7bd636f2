import { isTimeZone } from '@outlay/calendar/calendar.ts';
import { isCurrency } from '@outlay/money/currencies.ts';
import { z } from 'zod';

/** What people say about themselves, checked the same way wherever it comes in. */

/** 1 to 80 characters as people count them, on one line. Spaces around it are dropped. */
export const displayName = z
  .string()
  .trim()
  .refine((name) => name.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(name), {
    error: 'must be plain text on one line.',
    abort: true,
  })
  .refine((name) => name !== '', { error: 'must not be empty.', abort: true })
  .refine((name) => [...name].length <= 80, 'must have at most 80 characters.');

export const currency = z
  .string()
  .refine(isCurrency, 'must be a currency of ISO 4217 in capitals, such as EUR.');

/** A BCP 47 tag (RFC 5646), brought into its canonical form: `en-gb` becomes `en-GB`. */
export const locale = z.string().transform((tag, context) => {
  const canonical = tag.length <= 64 ? canonicalLocale(tag) : undefined;
  if (canonical !== undefined) return canonical;
  context.addIssue({ code: 'custom', message: 'must be a language tag, such as en-GB or de.' });
  return z.NEVER;
});

const zoneNames = new Map(
  Intl.supportedValuesOf('timeZone').map((name) => [name.toLowerCase(), name]),
);

/** An IANA time zone, spelled as IANA does: `europe/berlin` becomes `Europe/Berlin`. */
export const timeZone = z
  .string()
  .max(64, { error: 'must be an IANA time zone, such as Europe/Berlin or UTC.', abort: true })
  .refine(isTimeZone, 'must be an IANA time zone, such as Europe/Berlin or UTC.')
  .transform((name) => zoneNames.get(name.toLowerCase()) ?? name);

/** ISO weekday: Monday is 1, Sunday 7. */
export const firstDayOfWeek = z
  .int('must be a weekday from 1 (Monday) to 7 (Sunday).')
  .min(1, 'must be a weekday from 1 (Monday) to 7 (Sunday).')
  .max(7, 'must be a weekday from 1 (Monday) to 7 (Sunday).');

function canonicalLocale(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
