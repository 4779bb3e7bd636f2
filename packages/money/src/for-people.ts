import { exponentOf } from './currencies.ts';
import type { CurrencyCode } from './currencies.ts';
import { MoneyError } from './money-error.ts';
import { formatDecimal } from './money.ts';
import type { Money } from './money.ts';

// Making a formatter costs dozens of times what using one does. Locales come from people, so
// the store is emptied when it is full rather than growing with whatever they send.
const formatters = new Map<string, Intl.NumberFormat>();
const mostFormatters = 500;

/**
 * The amount as a person of that BCP 47 locale reads it, symbol, grouping and all: '1.234,50 €'.
 * It has the currency's ISO 4217 decimals, and is exact at any size. For texts only, never to be
 * parsed: its spaces and signs change with the release of ICU.
 *
 * Throws INVALID_LOCALE, UNKNOWN_CURRENCY.
 */
export function formatForPeople(amount: Money, locale: string): string {
  // A text is formatted digit by digit; a number would first be rounded to a float.
  const exact = formatDecimal(amount) as Intl.StringNumericLiteral;
  return formatterFor(locale, amount.currency).format(exact);
}

function formatterFor(locale: string, currency: CurrencyCode): Intl.NumberFormat {
  const key = `${currency} ${locale}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = makeFormatter(locale, currency);
  if (formatters.size >= mostFormatters) formatters.clear();
  formatters.set(key, made);
  return made;
}

function makeFormatter(locale: string, currency: CurrencyCode): Intl.NumberFormat {
  const decimals = exponentOf(currency);
  try {
    return new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new MoneyError('INVALID_LOCALE', 'The locale is not a BCP 47 language tag.');
  }
}
