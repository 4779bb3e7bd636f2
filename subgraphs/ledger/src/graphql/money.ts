import { formatDecimal } from '@outlay/money/money.ts';
import type { Money } from './types.generated.ts';

/** Minor units as the schema shows them. */
export function moneyOf(minorUnits: bigint, currency: string): Money {
  return { amount: formatDecimal({ minorUnits, currency }), minorUnits, currency };
}
