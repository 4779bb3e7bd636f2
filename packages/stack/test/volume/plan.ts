import { addDays } from '@outlay/calendar/calendar.ts';
import type { Random } from '@outlay/testkit/seeded.ts';

/** A person's book, as far as a plan needs to know it. */
export type PlannedBook = {
  /** Currencies that the book has accounts in. */
  readonly currencies: readonly string[];
  readonly expenseCategories: readonly string[];
  readonly incomeCategories: readonly string[];
};

type Recorded = {
  readonly kind: 'EXPENSE' | 'INCOME' | 'REFUND' | 'TRANSFER';
  readonly currency: string;
  /** Minor units; more than nothing. */
  readonly amount: bigint;
  readonly date: string;
  /** Null for a transfer. */
  readonly category: string | null;
};

/** Something to do in a book. `target` is the place in the plan of what is edited or removed. */
export type Step = { readonly book: number } & (
  | { readonly does: 'record'; readonly what: Recorded }
  | { readonly does: 'edit'; readonly target: number; readonly what: Recorded }
  | { readonly does: 'remove'; readonly target: number; readonly isExpense: boolean }
);

/** How many postings each leaves: an edit is a reversal and a replacement. */
const postingsOf = { record: 2, edit: 4, remove: 2 } as const;

export const firstDay = '2024-03-11';
export const days = 731;

/**
 * Random steps over two years in several books that leave at least so many postings. What is edited or
 * removed was recorded earlier in the plan and is touched once; an edit can be edited or removed in turn.
 */
export function planSteps(random: Random, books: readonly PlannedBook[], postings: number): Step[] {
  const steps: Step[] = [];
  const standing = books.map((): { place: number; what: Recorded }[] => []);
  const take = (book: number, wanted: (what: Recorded) => boolean) => {
    const there = standing[book]!;
    const index = random.integer(0, there.length - 1);
    const found = there[index];
    if (!found || !wanted(found.what)) return null;
    there[index] = there.at(-1)!;
    there.pop();
    return found;
  };
  for (let left = postings; left > 0; left -= postingsOf[steps.at(-1)!.does]) {
    const book = random.integer(0, books.length - 1);
    const chance = random.fraction();
    const isEdit = chance < 0.1;
    const target = chance < 0.2 ? take(book, ({ kind }) => !isEdit || kind === 'EXPENSE') : null;
    if (target && !isEdit) {
      const isExpense = target.what.kind === 'EXPENSE';
      steps.push({ book, does: 'remove', target: target.place, isExpense });
      continue;
    }
    const what = recorded(random, books[book]!, target?.what);
    standing[book]!.push({ place: steps.length, what });
    steps.push(
      target ? { book, does: 'edit', target: target.place, what } : { book, does: 'record', what },
    );
  }
  return steps;
}

/** `edited` keeps its kind and its currency, which is that of its account. */
function recorded(random: Random, book: PlannedBook, edited?: Recorded): Recorded {
  const kind =
    edited?.kind ??
    random.pick(['EXPENSE', 'EXPENSE', 'EXPENSE', 'EXPENSE', 'INCOME', 'REFUND', 'TRANSFER']);
  const categories = kind === 'INCOME' ? book.incomeCategories : book.expenseCategories;
  return {
    kind,
    currency: edited?.currency ?? random.pick(book.currencies),
    // Mostly small sums, and some of as many digits as may be entered in one.
    amount: BigInt(random.integer(1, random.chance(0.99) ? 100_000 : 2 ** 32 - 1)),
    date: addDays(firstDay, random.integer(0, days - 1)),
    category: kind === 'TRANSFER' ? null : random.pick(categories),
  };
}

export type Meant = { spent: bigint; income: bigint; transactions: number };

/**
 * What a plan means: by `book/currency/month`, what its books spend and earn once all of it is done.
 * Transfers are neither; refunds lower spending.
 */
export function meaningOf(steps: readonly Step[]): Map<string, Meant> {
  const gone = new Set(steps.flatMap((step) => ('target' in step ? [step.target] : [])));
  const meant = new Map<string, Meant>();
  for (const [place, step] of steps.entries()) {
    if (step.does === 'remove' || gone.has(place) || step.what.kind === 'TRANSFER') continue;
    const { kind, currency, amount, date } = step.what;
    const key = `${step.book}/${currency}/${date.slice(0, 7)}`;
    const { spent, income, transactions } = meant.get(key) ?? nothing;
    meant.set(key, {
      spent: spent + (kind === 'EXPENSE' ? amount : kind === 'REFUND' ? -amount : 0n),
      income: income + (kind === 'INCOME' ? amount : 0n),
      transactions: transactions + 1,
    });
  }
  return meant;
}

export const nothing: Meant = { spent: 0n, income: 0n, transactions: 0 };
