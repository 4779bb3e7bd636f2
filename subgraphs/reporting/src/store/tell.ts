import type { Period } from '@outlay/calendar/calendar.ts';
import { addToOutbox, newEvent } from '@outlay/event-log/outbox.ts';
import { budgetCrossed, budgetRecovered } from '@outlay/events/reporting.ts';
import { type Budget, levelOf } from '../domain/budget.ts';
import type { Turn } from '../domain/evaluate.ts';
import type { Transaction } from './connection.ts';
import type { Crossing } from './crossings.ts';

/** Something about a budget that its owner is to be told. */
export type News = {
  readonly what: 'CROSSED' | 'RECOVERED';
  readonly crossing: Pick<Crossing, 'id' | 'percent'>;
  readonly budget: Budget;
  readonly period: Period;
  /** Minor units, now. */
  readonly spent: bigint;
  readonly turn: Turn;
};

/**
 * Writes news to the outbox, in the transaction that decided them. `traceparent` is that of the request
 * that changed the budget; an entry that tipped it carries its own.
 */
export async function tell(
  tx: Transaction,
  news: readonly News[],
  decidedAt: Date,
  traceparent?: string,
): Promise<void> {
  const occurredAt = decidedAt.toISOString();
  const telling = tellingMost(news);
  await addToOutbox(
    tx,
    news.map((one) => {
      const { what, crossing, budget, period, spent, turn } = one;
      return newEvent({
        contract: what === 'CROSSED' ? budgetCrossed : budgetRecovered,
        key: budget.bookId,
        occurredAt,
        traceparent: turn.cause?.traceparent ?? traceparent,
        data: {
          crossingId: crossing.id,
          bookId: budget.bookId,
          budgetId: budget.id,
          budgetName: budget.name,
          categoryId: budget.categoryId ?? undefined,
          period,
          threshold: { percent: crossing.percent, level: levelOf(crossing.percent) },
          limit: budget.limit.minorUnits,
          spent,
          currency: budget.limit.currency,
          decidedAt: occurredAt,
          transactionId: turn.cause?.transactionId,
          outranked: !telling.has(one) || undefined,
        },
      });
    }),
  );
}

/**
 * Of what one decision tells of a budget in a period, the highest threshold that was crossed and the lowest
 * that recovered: they say the others too.
 */
function tellingMost(news: readonly News[]): Set<News> {
  const sameTurn = Map.groupBy(
    news,
    ({ what, budget, period }) => `${what}/${budget.bookId}/${budget.id}/${period.start}`,
  );
  return new Set(
    [...sameTurn.values()].map((turned) =>
      turned.reduce((most, one) => {
        const isHigher = one.crossing.percent > most.crossing.percent;
        return isHigher === (one.what === 'CROSSED') ? one : most;
      }),
    ),
  );
}
