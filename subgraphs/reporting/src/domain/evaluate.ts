import { reaches } from './budget.ts';

/** What one transaction did to the spending that a budget watches, in minor units of its currency. */
export type Movement = {
  readonly minorUnits: bigint;
  readonly transactionId?: string | undefined;
  readonly traceparent?: string | undefined;
};

/** A threshold that was crossed or recovered. */
export type Turn = {
  readonly percent: number;
  /** The movement that tipped it; undefined when a change of the budget did. */
  readonly cause: Movement | undefined;
};

export type Decision = {
  /** Spending after the movements. */
  readonly spent: bigint;
  readonly crossed: readonly Turn[];
  readonly recovered: readonly Turn[];
  /** Crossed once, but no longer among the budget's thresholds: neither crossed nor recovered now. */
  readonly dropped: readonly number[];
};

/**
 * Decides about one budget in one period. What holds after it: the open thresholds are exactly those that
 * spending reaches. So each threshold alternates between crossed and recovered, and deciding again
 * decides nothing.
 *
 * Movements are looked at as a whole: an edit, which takes an amount away and adds another, doesn't
 * recover a threshold only to cross it again. The one that tipped is the last at which spending went
 * over to the side where it ended.
 */
export function evaluate(given: {
  readonly thresholds: readonly number[];
  /** Amounts in minor units of one currency. */
  readonly limit: bigint;
  readonly spentBefore: bigint;
  /** In the order in which they happened. */
  readonly movements: readonly Movement[];
  /** Percentages that are crossed and not recovered. */
  readonly open: readonly number[];
}): Decision {
  const { thresholds, limit, spentBefore, movements, open } = given;
  const spent = movements.reduce((sum, { minorUnits }) => sum + minorUnits, spentBefore);
  const turn = (percent: number): Turn => ({ percent, cause: tipping(percent) });

  const tipping = (percent: number): Movement | undefined => {
    let cause: Movement | undefined;
    let reached = reaches(spentBefore, percent, limit);
    let sum = spentBefore;
    for (const movement of movements) {
      sum += movement.minorUnits;
      const reaching = reaches(sum, percent, limit);
      if (reaching !== reached) cause = movement;
      reached = reaching;
    }
    return cause;
  };

  const isOpen = (percent: number): boolean => open.includes(percent);
  const isReached = (percent: number): boolean => reaches(spent, percent, limit);
  return {
    spent,
    crossed: thresholds.filter((one) => isReached(one) && !isOpen(one)).map(turn),
    recovered: thresholds.filter((one) => !isReached(one) && isOpen(one)).map(turn),
    dropped: open.filter((one) => !thresholds.includes(one)),
  };
}
