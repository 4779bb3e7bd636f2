import { exponentOf, isCurrency } from './currencies.ts';
import type { CurrencyCode } from './currencies.ts';
import { MoneyError } from './money-error.ts';

export { exponentOf, isCurrency, MoneyError };
export type { CurrencyCode };

/** An exact amount: minor units (cents, yen, fils) of one currency. Negative when owed or undone. */
export type Money = { readonly minorUnits: bigint; readonly currency: CurrencyCode };

/** Money as JSON carries it, since JSON has no integers of 64 bits. */
export type WireMoney = { readonly minorUnits: string; readonly currency: CurrencyCode };

/**
 * The largest amount that may be entered, in minor units, either sign. PostgreSQL's bigint holds
 * more than 9,000 of these, which is the head-room that sums of entered amounts have.
 */
export const LARGEST_ENTERED_MINOR_UNITS = 10n ** 15n;

/** The largest amount there can be at all, in minor units, either sign: PostgreSQL's bigint. */
export const LARGEST_MINOR_UNITS = 2n ** 63n - 1n;

/** Throws UNKNOWN_CURRENCY, or AMOUNT_OUT_OF_RANGE past ±LARGEST_MINOR_UNITS. */
export function money(minorUnits: bigint, currency: CurrencyCode): Money {
  exponentOf(currency);
  refuseBeyond(LARGEST_MINOR_UNITS, minorUnits);
  return { minorUnits, currency };
}

export function zero(currency: CurrencyCode): Money {
  return money(0n, currency);
}

/**
 * Reads an exact decimal such as '-1234.50'; no sign but '-', no grouping, no exponent, no spaces.
 * More decimals than the currency has are refused even when they are zeros, since '1.000' in EUR
 * is far more often a thousand euros, grouped, than one.
 *
 * Throws UNKNOWN_CURRENCY, INVALID_AMOUNT, TOO_MANY_DECIMALS, or AMOUNT_OUT_OF_RANGE past
 * ±LARGEST_ENTERED_MINOR_UNITS.
 */
export function parseDecimal(text: string, currency: CurrencyCode): Money {
  const exponent = exponentOf(currency);
  const [matched, sign, whole = '', decimals = ''] = /^(-?)0*(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (matched === undefined) {
    throw new MoneyError('INVALID_AMOUNT', 'An amount is written like 1234.50 or -1234.50.');
  }
  if (decimals.length > exponent) {
    throw new MoneyError('TOO_MANY_DECIMALS', `${currency} has ${exponent} decimals at most.`);
  }
  // Counting digits first keeps a text of a million digits from being turned into a number.
  if (whole.length > LARGEST_ENTERED_MINOR_UNITS.toString().length) throw outOfRange();
  const magnitude = BigInt(whole + decimals.padEnd(exponent, '0'));
  refuseBeyond(LARGEST_ENTERED_MINOR_UNITS, magnitude);
  return { minorUnits: sign === '-' ? -magnitude : magnitude, currency };
}

/** The exact decimal with all of the currency's decimals: '-1234.50', JPY '1234', KWD '1.234'. */
export function formatDecimal({ minorUnits, currency }: Money): string {
  const exponent = exponentOf(currency);
  const sign = minorUnits < 0n ? '-' : '';
  const digits = magnitudeOf(minorUnits)
    .toString()
    .padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** Throws CURRENCY_MISMATCH, or AMOUNT_OUT_OF_RANGE when the result cannot be stored. */
export function add(left: Money, right: Money): Money {
  requireSameCurrency(left.currency, right.currency);
  return money(left.minorUnits + right.minorUnits, left.currency);
}

/** Throws CURRENCY_MISMATCH, or AMOUNT_OUT_OF_RANGE when the result cannot be stored. */
export function subtract(left: Money, right: Money): Money {
  requireSameCurrency(left.currency, right.currency);
  return money(left.minorUnits - right.minorUnits, left.currency);
}

/**
 * The total of the list, zero for an empty one, which is why the currency is named. Only the total
 * has to be storable, so the order of the list never matters.
 *
 * Throws CURRENCY_MISMATCH, UNKNOWN_CURRENCY, AMOUNT_OUT_OF_RANGE.
 */
export function sum(list: Iterable<Money>, currency: CurrencyCode): Money {
  let total = 0n;
  for (const item of list) {
    requireSameCurrency(item.currency, currency);
    total += item.minorUnits;
  }
  return money(total, currency);
}

export function negate(amount: Money): Money {
  return money(-amount.minorUnits, amount.currency);
}

export function abs(amount: Money): Money {
  return money(magnitudeOf(amount.minorUnits), amount.currency);
}

/** For sorting: -1, 0 or 1. Throws CURRENCY_MISMATCH. */
export function compare(left: Money, right: Money): -1 | 0 | 1 {
  requireSameCurrency(left.currency, right.currency);
  if (left.minorUnits === right.minorUnits) return 0;
  return left.minorUnits < right.minorUnits ? -1 : 1;
}

export function isZero(amount: Money): boolean {
  return amount.minorUnits === 0n;
}

export function isNegative(amount: Money): boolean {
  return amount.minorUnits < 0n;
}

export function isPositive(amount: Money): boolean {
  return amount.minorUnits > 0n;
}

/**
 * Splits an amount in proportion to the ratios so that the shares add up to it exactly, by the
 * largest remainder method (Hamilton): each share is rounded towards zero, and the minor units left
 * over go one each to the shares that lost most; of equals, the earlier one gets it. A negative
 * amount splits as its positive twin does.
 *
 * Throws INVALID_RATIOS when a ratio is negative or none is positive.
 */
export function allocate(amount: Money, ratios: readonly bigint[]): Money[] {
  const whole = ratios.reduce((total, ratio) => total + ratio, 0n);
  if (whole <= 0n || ratios.some((ratio) => ratio < 0n)) {
    throw new MoneyError(
      'INVALID_RATIOS',
      'Ratios are not negative, and one at least is positive.',
    );
  }
  const magnitude = magnitudeOf(amount.minorUnits);
  const shares = ratios.map((ratio) => (magnitude * ratio) / whole);
  const left = magnitude - shares.reduce((total, share) => total + share, 0n);
  const remainders = ratios.map((ratio) => (magnitude * ratio) % whole);
  const byLoss = [...remainders.keys()].sort((a, b) => {
    const [first = 0n, second = 0n] = [remainders[a], remainders[b]];
    return first === second ? a - b : first > second ? -1 : 1;
  });
  const favoured = new Set(byLoss.slice(0, Number(left)));
  const sign = amount.minorUnits < 0n ? -1n : 1n;
  return shares.map((share, index) =>
    money(sign * (share + (favoured.has(index) ? 1n : 0n)), amount.currency),
  );
}

/**
 * How many whole percent `part` is of `whole`, rounded down (towards minus infinity), so that 100
 * is never shown before it is reached. Above 2^53 the number is the nearest one a float can hold.
 *
 * Throws CURRENCY_MISMATCH, or PERCENT_OF_ZERO.
 */
export function percentOf(part: Money, whole: Money): number {
  requireSameCurrency(part.currency, whole.currency);
  if (whole.minorUnits === 0n) {
    throw new MoneyError('PERCENT_OF_ZERO', 'There is no percentage of nothing.');
  }
  const hundredfold = part.minorUnits * 100n;
  const towardsZero = hundredfold / whole.minorUnits;
  const exact = towardsZero * whole.minorUnits === hundredfold;
  const negative = hundredfold < 0n !== whole.minorUnits < 0n;
  return Number(!exact && negative ? towardsZero - 1n : towardsZero);
}

export function toWire({ minorUnits, currency }: Money): WireMoney {
  return { minorUnits: minorUnits.toString(), currency };
}

/** The inverse of toWire. Throws INVALID_AMOUNT, AMOUNT_OUT_OF_RANGE, UNKNOWN_CURRENCY. */
export function fromWire({ minorUnits, currency }: WireMoney): Money {
  if (!/^(?:0|-?[1-9]\d*)$/.test(minorUnits)) {
    throw new MoneyError('INVALID_AMOUNT', 'Minor units are an integer in decimal digits.');
  }
  if (minorUnits.length > '-'.length + LARGEST_MINOR_UNITS.toString().length) throw outOfRange();
  return money(BigInt(minorUnits), currency);
}

function magnitudeOf(minorUnits: bigint): bigint {
  return minorUnits < 0n ? -minorUnits : minorUnits;
}

function requireSameCurrency(left: CurrencyCode, right: CurrencyCode): void {
  if (left !== right) {
    throw new MoneyError('CURRENCY_MISMATCH', `${left} and ${right} cannot be reckoned together.`);
  }
}

function refuseBeyond(largest: bigint, minorUnits: bigint): void {
  if (minorUnits > largest || minorUnits < -largest) throw outOfRange();
}

function outOfRange(): MoneyError {
  return new MoneyError('AMOUNT_OUT_OF_RANGE', 'The amount is too large to be kept.');
}
