import * as iso4217 from 'dinero.js/currencies';
import { MoneyError } from './money-error.ts';

/** An ISO 4217 alphabetic code in upper case, such as 'EUR'. */
export type CurrencyCode = string;

/**
 * The number of decimals of each currency, from ISO 4217 as dinero.js publishes it.
 *
 * Intl is not asked: for AFN, HUF, IDR, IQD and others it tells how prices are usually written in
 * shops, not how many minor units ISO 4217 gives. dinero.js in turn describes MGA and MRU as they
 * are coined (5 iraimbilanja make an ariary: base 5, exponent 1). ISO 4217 gives both two decimals,
 * and banks write them so, hence the one correction.
 */
const exponents: ReadonlyMap<CurrencyCode, number> = new Map(
  Object.values(iso4217).map(({ code, base, exponent }) => [code, base === 10 ? exponent : 2]),
);

/** Every currency that an amount may be in, in alphabetical order. */
export const currencyCodes: readonly CurrencyCode[] = [...exponents.keys()].sort();

export function isCurrency(code: string): code is CurrencyCode {
  return exponents.has(code);
}

/** How many decimals the currency's minor unit has: EUR 2, JPY 0, KWD 3. Throws UNKNOWN_CURRENCY. */
export function exponentOf(code: CurrencyCode): number {
  const exponent = exponents.get(code);
  if (exponent === undefined) {
    throw new MoneyError('UNKNOWN_CURRENCY', 'The currency is not an active ISO 4217 code.');
  }
  return exponent;
}
