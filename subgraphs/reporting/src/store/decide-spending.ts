import type { Transaction } from './connection.ts';
import { type Spending, watchesOf } from '../domain/watch.ts';
import type { Book } from './books.ts';
import { watchingBudgets } from './budgets.ts';
import { decideAndTell } from './decide.ts';

/** Before a book's owner is known it has no budgets, so this day is never used to decide. */
const monday = 1;

/** Decides the budgets that spending touches; the totals have been moved, the books are locked. */
export async function decideSpending(
  tx: Transaction,
  spending: readonly Spending[],
  books: ReadonlyMap<string, Book>,
  decidedAt: Date,
): Promise<void> {
  const budgets = await watchingBudgets(tx, [...books.keys()]);
  const watches = watchesOf(
    spending,
    budgets,
    (bookId) => books.get(bookId)?.preferences?.firstDayOfWeek ?? monday,
  );
  await decideAndTell(tx, watches, decidedAt);
}
