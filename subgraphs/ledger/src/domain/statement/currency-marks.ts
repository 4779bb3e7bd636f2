import { currencyCodes, isCurrency, type CurrencyCode } from '@outlay/money/currencies.ts';

/** The short symbol of a currency, such as `€`, `$` or `R$`; its code where it has none. */
function symbolOf(currency: CurrencyCode): string {
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  const parts = new Intl.NumberFormat('en', style).formatToParts(0);
  return parts.find(({ type }) => type === 'currency')?.value ?? currency;
}

const signsIn = (text: string): string[] => text.match(/\p{Sc}/gu) ?? [];

const signsOf: ReadonlyMap<CurrencyCode, readonly string[]> = new Map(
  currencyCodes.map((code) => [code, signsIn(symbolOf(code))]),
);

/** One that stands for no currency that we know tells nothing. */
const knownSigns: ReadonlySet<string> = new Set([...signsOf.values()].flat());

/**
 * Whether an amount's own code or sign says that it is in another currency: `USD 5` or `$5` on an account
 * in EUR. A sign that several share, such as `$`, is taken for each of them.
 */
export function isInAnotherCurrency(cell: string, currency: CurrencyCode): boolean {
  const codes = (cell.match(/\p{L}+/gu) ?? []).map((word) => word.toUpperCase()).filter(isCurrency);
  if (codes.length > 0) return !codes.includes(currency);
  const own = signsOf.get(currency) ?? [];
  return signsIn(cell).some((sign) => knownSigns.has(sign) && !own.includes(sign));
}
