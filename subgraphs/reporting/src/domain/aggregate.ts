import type { CalendarDate } from '@outlay/calendar/calendar.ts';
import type { EventOf } from '@outlay/events/contract.ts';
import type { transactionPosted, transactionReversed } from '@outlay/events/ledger.ts';

export type TransactionEvent = EventOf<typeof transactionPosted | typeof transactionReversed>;

export const totalKinds = ['EXPENSE', 'INCOME'] as const;

export type TotalKind = (typeof totalKinds)[number];

/** What a total is kept per. */
export type TotalKey = {
  readonly bookId: string;
  /** The day; for a month's total the month's first day. */
  readonly date: CalendarDate;
  readonly kind: TotalKind;
  readonly currency: string;
  readonly categoryId: string;
};

/** What is added to a total; a reversal takes away what its original added. */
export type TotalDelta = TotalKey & {
  /** Minor units. EXPENSE: spent, refunds negative. INCOME: earned. */
  readonly minorUnits: bigint;
  /** How many transactions touch the category. */
  readonly transactions: number;
  /**
   * How many of them are counted here for the book: a transaction over several categories is counted in
   * one of them per currency, so that the sum over all categories is the number of transactions.
   */
  readonly counted: number;
};

/** What one transaction does to one total. */
export type Effect = TotalDelta & {
  readonly transactionId: string;
  readonly traceparent: string | undefined;
};

/**
 * What a transaction means for the totals: its postings on EXPENSE and INCOME accounts, one effect per
 * category and currency. A transfer or an opening balance has none. A reversal carries the original's
 * date and its postings with the signs turned, so only the counts have to be turned here.
 */
export function effectsOf({ type, data, traceparent }: TransactionEvent): Effect[] {
  const sign = type === 'ledger.transaction-reversed' ? -1 : 1;
  const bookId = data.bookId.toLowerCase();
  const effects = new Map<string, Effect>();
  for (const posting of data.postings) {
    const kind = posting.accountType;
    if (kind !== 'EXPENSE' && kind !== 'INCOME') continue;
    const categoryId = posting.accountId.toLowerCase();
    const { currency } = posting;
    // Debit is positive: spending is a debit of its category, income a credit.
    const minorUnits = kind === 'EXPENSE' ? posting.amount : -posting.amount;
    const key = [currency, kind, categoryId].join();
    effects.set(key, {
      bookId,
      date: data.date,
      kind,
      currency,
      categoryId,
      minorUnits: minorUnits + (effects.get(key)?.minorUnits ?? 0n),
      transactions: sign,
      counted: 0,
      transactionId: data.transactionId,
      traceparent,
    });
  }
  return counting(effects, sign);
}

/** Counts the transaction in the first of its effects per currency: the same one for its reversal. */
function counting(effects: ReadonlyMap<string, Effect>, sign: number): Effect[] {
  const inOrder = [...effects.keys()].sort().flatMap((key) => effects.get(key) ?? []);
  return inOrder.map((effect, place) => {
    const isFirst = inOrder[place - 1]?.currency !== effect.currency;
    return isFirst ? { ...effect, counted: sign } : effect;
  });
}

/**
 * Adds effects up per day or per month: sorted by key, without those that come to nothing, so that the
 * totals don't depend on how events were cut into batches.
 */
export function totalsOf(effects: readonly Effect[], per: 'DAY' | 'MONTH'): TotalDelta[] {
  const totals = new Map<string, TotalDelta>();
  for (const effect of effects) {
    const date = per === 'DAY' ? effect.date : `${effect.date.slice(0, 7)}-01`;
    const { bookId, kind, currency, categoryId } = effect;
    const key = [bookId, date, kind, currency, categoryId].join();
    const so = totals.get(key);
    totals.set(key, {
      bookId,
      date,
      kind,
      currency,
      categoryId,
      minorUnits: effect.minorUnits + (so?.minorUnits ?? 0n),
      transactions: effect.transactions + (so?.transactions ?? 0),
      counted: effect.counted + (so?.counted ?? 0),
    });
  }
  return [...totals.keys()]
    .sort()
    .flatMap((key) => totals.get(key) ?? [])
    .filter((total) => total.minorUnits !== 0n || total.transactions !== 0 || total.counted !== 0);
}
