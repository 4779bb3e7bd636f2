import type { Period } from '@outlay/calendar/calendar.ts';

/** A threshold in a week. */
export type Reached = { readonly percent: number; readonly period: Pick<Period, 'start' | 'end'> };

/**
 * What becomes of a weekly budget's crossings when weeks start on another day. Weeks cut the old way are
 * gone; those cut the new way were decided as if nothing had been crossed. Someone who was told that a
 * week is overspent need not be told again because it is cut differently now:
 *
 * - an old crossing whose threshold is reached in a new week that overlaps its own is superseded, and the
 *   new crossing is kept without telling;
 * - an old crossing whose threshold no overlapping new week reaches has recovered, and that is told;
 * - a new crossing that no old one stands for is told.
 */
export function recut<Old extends Reached, New extends Reached>(
  old: readonly Old[],
  reached: readonly New[],
): { superseded: Old[]; recovered: Old[]; isKnown: (crossing: Reached) => boolean } {
  const isIn = (list: readonly Reached[], one: Reached): boolean =>
    list.some((other) => other.percent === one.percent && overlap(other.period, one.period));
  return {
    superseded: old.filter((one) => isIn(reached, one)),
    recovered: old.filter((one) => !isIn(reached, one)),
    isKnown: (crossing) => isIn(old, crossing),
  };
}

/** Whether two periods have a day in common. */
export function overlap(
  one: Pick<Period, 'start' | 'end'>,
  other: Pick<Period, 'start' | 'end'>,
): boolean {
  return one.start <= other.end && other.start <= one.end;
}
