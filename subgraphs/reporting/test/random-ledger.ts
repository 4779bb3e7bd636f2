import { addDays } from '@outlay/calendar/calendar.ts';
import type { WireEvent } from '@outlay/events/envelope.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import type { Random } from '@outlay/testkit/seeded.ts';
import type { Book, Entry, TransactionData } from './book.ts';

export const expenseCategories = Array.from({ length: 4 }, () => uuidv7());
export const incomeCategories = Array.from({ length: 2 }, () => uuidv7());
const currencies = ['EUR', 'EUR', 'EUR', 'JPY', 'USD'];

/**
 * What people do to a book, at random: entries over one or several categories, refunds, income,
 * transfers, edits and removals; dates between the end of 2024 and the middle of 2026.
 */
export function randomEvents(random: Random, book: Book, count: number): WireEvent[] {
  const events: WireEvent[] = [];
  let standing: WireEvent[] = [];
  const take = (): WireEvent => {
    const taken = random.pick(standing);
    standing = standing.filter((one) => one !== taken);
    return taken;
  };
  while (events.length < count) {
    const choice = random.fraction();
    if (choice < 0.12 && standing.length > 0) {
      events.push(book.reversed(take()));
    } else if (choice < 0.25 && standing.length > 0) {
      const [undo, again] = book.edited(take(), randomEntry(random));
      events.push(undo, again);
      standing.push(again);
    } else if (choice < 0.3) {
      events.push(book.transfer(randomDate(random), BigInt(random.integer(1, 90_000))));
    } else {
      const posted = book.posted(randomEntry(random));
      events.push(posted);
      standing.push(posted);
    }
  }
  return events;
}

function randomDate(random: Random): string {
  return addDays('2024-12-20', random.integer(0, 540));
}

function randomEntry(random: Random): Entry {
  const amounts = (categories: readonly string[]): Record<string, bigint> =>
    Object.fromEntries(
      random
        .shuffle(categories)
        .slice(0, random.integer(1, 2))
        .map((id) => [id, BigInt(random.integer(-2_000, 10_000))]),
    );
  const date = randomDate(random);
  const currency = random.pick(currencies);
  if (random.chance(0.15)) return { date, currency, earned: amounts(incomeCategories) };
  if (random.chance(0.05)) {
    return {
      date,
      currency,
      spent: amounts(expenseCategories),
      earned: amounts(incomeCategories),
    };
  }
  return { date, currency, spent: amounts(expenseCategories) };
}

/** One posting that counts, as the ledger told of it. */
export type Counted = {
  readonly transaction: string;
  readonly date: string;
  readonly kind: 'EXPENSE' | 'INCOME';
  readonly category: string;
  readonly currency: string;
  readonly amount: bigint;
};

/** The postings of what stands: without what was reversed, and without the reversals. */
export function standingPostings(events: readonly WireEvent[]): Counted[] {
  const reversed = new Set(
    events.map((event) => (event.data as { reverses?: string }).reverses).filter(Boolean),
  );
  return events.flatMap((event) => {
    const data = event.data as TransactionData;
    if (event.type !== 'ledger.transaction-posted' || reversed.has(data.transactionId)) return [];
    return data.postings.flatMap(({ accountId, accountType, amount, currency }) => {
      if (accountType !== 'EXPENSE' && accountType !== 'INCOME') return [];
      return [
        {
          transaction: data.transactionId,
          date: data.date,
          kind: accountType,
          category: accountId,
          currency,
          amount: accountType === 'EXPENSE' ? BigInt(amount) : -BigInt(amount),
        },
      ];
    });
  });
}
