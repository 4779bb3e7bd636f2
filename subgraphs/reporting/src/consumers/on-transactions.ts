import { effectsOf, type TransactionEvent, totalsOf } from '../domain/aggregate.ts';
import { lockBooks } from '../store/books.ts';
import type { Transaction } from '../store/connection.ts';
import { decideSpending } from '../store/decide-spending.ts';
import { addToTotals } from '../store/totals.ts';

/**
 * Adds transactions and reversals to the totals and decides the budgets that they touch, looking at the
 * batch as a whole: an edit (a reversal and its replacement) that keeps spending above a threshold tells
 * nothing.
 */
export async function onTransactions(
  tx: Transaction,
  events: readonly TransactionEvent[],
  decidedAt: Date,
): Promise<void> {
  const effects = events.flatMap(effectsOf);
  if (effects.length === 0) return;
  const books = await lockBooks(
    tx,
    effects.map((effect) => effect.bookId),
  );
  await Promise.all([
    addToTotals(tx, 'daily_totals', totalsOf(effects, 'DAY')),
    addToTotals(tx, 'monthly_totals', totalsOf(effects, 'MONTH')),
  ]);
  await decideSpending(tx, effects, books, decidedAt);
}
