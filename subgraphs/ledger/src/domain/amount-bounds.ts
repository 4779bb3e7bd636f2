import { exponentOf } from '@outlay/money/currencies.ts';

export type AmountBounds = {
  readonly currency: string;
  readonly min: bigint;
  readonly max: bigint;
};

const largest = 2n ** 63n - 1n;

/**
 * What bounds in major units are in the minor units of each currency, both included. A bound between
 * two minor units is drawn inwards: at least 0.005 EUR is at least 1 cent, at most 1.5 JPY at most 1 yen.
 */
export function amountBounds(
  bounds: { readonly min?: string | null | undefined; readonly max?: string | null | undefined },
  currencies: Iterable<string>,
): AmountBounds[] {
  return [...currencies].map((currency) => {
    const exponent = exponentOf(currency);
    const min = bounds.min ? minorUnitsOf(bounds.min, exponent, 'up') : -largest;
    const max = bounds.max ? minorUnitsOf(bounds.max, exponent, 'down') : largest;
    return { currency, min, max };
  });
}

function minorUnitsOf(decimal: string, exponent: number, rounding: 'up' | 'down'): bigint {
  const negative = decimal.startsWith('-');
  const [whole = '0', decimals = ''] = decimal.replace('-', '').split('.');
  const kept = BigInt(whole + decimals.slice(0, exponent).padEnd(exponent, '0'));
  const rest = /[1-9]/.test(decimals.slice(exponent));
  const towardsZero = negative ? -kept : kept;
  const away = rest && (rounding === 'up') !== negative;
  const step = rounding === 'up' ? 1n : -1n;
  const exact = towardsZero + (away ? step : 0n);
  if (exact > largest) return largest;
  return exact < -largest ? -largest : exact;
}
