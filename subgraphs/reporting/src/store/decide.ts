import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { type Decision, evaluate, type Turn } from '../domain/evaluate.ts';
import type { Watch } from '../domain/watch.ts';
import type { Transaction } from './connection.ts';
import { closeCrossings, type Crossing, insertCrossings, openCrossings } from './crossings.ts';
import { spentIn } from './spending.ts';
import { type News, tell } from './tell.ts';

/** A budget in a period as it was just decided. */
export type Decided = {
  readonly watch: Watch;
  readonly decision: Decision;
  /** What was crossed just now. */
  readonly crossed: readonly { readonly crossing: Crossing; readonly turn: Turn }[];
  /** What recovered just now. */
  readonly recovered: readonly { readonly crossing: Crossing; readonly turn: Turn }[];
};

/**
 * Decides budgets in periods, after the totals were moved and while their books are locked: records what
 * was crossed and what recovered, and gives it to be told.
 */
export async function decide(
  tx: Transaction,
  watches: readonly Watch[],
  decidedAt: Date,
): Promise<Decided[]> {
  if (watches.length === 0) return [];
  const [spent, open] = await Promise.all([spentIn(tx, watches), openCrossings(tx, watches)]);
  const openOf = Map.groupBy(open, (crossing) => placeOf(crossing.budgetId, crossing.period));
  const dropped: Crossing[] = [];
  const decided = watches.map((watch, index): Decided => {
    const { budget, period, movements } = watch;
    const own = openOf.get(placeOf(budget.id, period)) ?? [];
    const moved = movements.reduce((sum, { minorUnits }) => sum + minorUnits, 0n);
    const decision = evaluate({
      thresholds: budget.thresholds,
      limit: budget.limit.minorUnits,
      spentBefore: (spent[index] ?? 0n) - moved,
      movements,
      open: own.map((crossing) => crossing.percent),
    });
    dropped.push(...own.filter(({ percent }) => decision.dropped.includes(percent)));
    return {
      watch,
      decision,
      crossed: decision.crossed.map((turn) => ({
        turn,
        crossing: newCrossing(watch, decision, turn, decidedAt),
      })),
      recovered: decision.recovered.flatMap((turn) =>
        own
          .filter(({ percent }) => percent === turn.percent)
          .map((crossing) => ({ turn, crossing })),
      ),
    };
  });
  const recovered = decided.flatMap((one) => one.recovered.map(({ crossing }) => crossing));
  await closeCrossings(tx, { recovered, superseded: dropped }, decidedAt);
  await insertCrossings(
    tx,
    decided.flatMap((one) => one.crossed.map(({ crossing }) => crossing)),
  );
  return decided;
}

/** Decides and tells; gives whether there was anything to tell. */
export async function decideAndTell(
  tx: Transaction,
  watches: readonly Watch[],
  decidedAt: Date,
  traceparent?: string,
): Promise<boolean> {
  const decided = await decide(tx, watches, decidedAt);
  const news = decided.flatMap(newsOf);
  await tell(tx, news, decidedAt, traceparent);
  return news.length > 0;
}

/** Everything that a decision turned, recoveries first. */
export function newsOf({ watch, decision, crossed, recovered }: Decided): News[] {
  const { budget, period } = watch;
  const { spent } = decision;
  return [
    ...recovered.map((one) => ({ ...one, what: 'RECOVERED' as const, budget, period, spent })),
    ...crossed.map((one) => ({ ...one, what: 'CROSSED' as const, budget, period, spent })),
  ];
}

function newCrossing(
  { budget, period }: Watch,
  { spent }: Decision,
  { percent, cause }: Turn,
  crossedAt: Date,
): Crossing {
  return {
    bookId: budget.bookId,
    id: uuidv7(),
    budgetId: budget.id,
    period: { start: period.start, end: period.end },
    percent,
    spent,
    crossedAt,
    limit: budget.limit.minorUnits,
    transactionId: cause?.transactionId ?? null,
    recoveredAt: null,
  };
}

function placeOf(budgetId: string, period: { start: string }): string {
  return `${budgetId}/${period.start}`;
}
