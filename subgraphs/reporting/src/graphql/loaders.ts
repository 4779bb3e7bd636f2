import { isUuid } from '@outlay/service-kit/ids.ts';
import type { Period } from '@outlay/calendar/calendar.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { notReady, unauthenticated } from '@outlay/service-kit/errors.ts';
import DataLoader from 'dataloader';
import type { Budget } from '../domain/budget.ts';
import type { Reporting } from '../reporting.ts';
import { findPreferences, type Preferences } from '../store/books.ts';
import { findBudgets } from '../store/budgets.ts';
import { type Crossing, newestCrossings } from '../store/crossings.ts';
import { positionOf } from '../store/position.ts';
import { spentIn } from '../store/spending.ts';

/**
 * Reads for one request: what is asked for many budgets at once becomes one statement. Nothing is
 * remembered but preferences and reached positions, since a mutation of the same request may change the
 * rest. All of it is of the viewer's book, so another's id is the id of nothing.
 */
export type Loaders = {
  readonly budget: DataLoader<string, Budget | null>;
  /** In minor units. */
  readonly spent: DataLoader<{ readonly budget: Budget; readonly period: Period }, bigint>;
  readonly crossings: DataLoader<{ readonly budgetId: string; readonly first: number }, Crossing[]>;
  /** Waits right after signing up; throws NOT_READY when they don't come. */
  readonly preferences: () => Promise<Preferences>;
  /** Waits until the aggregates include a position; false when they don't in time. */
  readonly reached: DataLoader<bigint, boolean>;
};

export function createLoaders(reporting: Reporting, viewer: Viewer | null): Loaders {
  const { sql } = reporting;
  let preferences: Promise<Preferences> | undefined;
  return {
    budget: new DataLoader(
      async (ids) => {
        const known = await findBudgets(sql, bookOf(viewer), ids.filter(isUuid));
        const byId = new Map(known.map((budget) => [budget?.id, budget]));
        return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
      },
      { cache: false },
    ),
    spent: new DataLoader((places) => spentIn(sql, places), { cache: false }),
    crossings: new DataLoader(
      async (asked) => {
        const most = Math.max(...asked.map(({ first }) => first));
        const ids = [...new Set(asked.map(({ budgetId }) => budgetId))];
        const newest = await newestCrossings(sql, bookOf(viewer), ids, most);
        return asked.map(({ budgetId, first }) => (newest.get(budgetId) ?? []).slice(0, first));
      },
      { cache: false },
    ),
    preferences: () => (preferences ??= waitForPreferences(reporting, bookOf(viewer))),
    reached: new DataLoader((positions) =>
      Promise.all(positions.map((position) => isReached(reporting, bookOf(viewer), position))),
    ),
  };
}

/** The viewer's book; throws UNAUTHENTICATED without a viewer. */
export function bookOf(viewer: Viewer | null): string {
  if (!viewer) throw unauthenticated();
  return viewer.bookId;
}

async function waitForPreferences(reporting: Reporting, bookId: string): Promise<Preferences> {
  const { sql, arrivals, waitMs } = reporting;
  const found = await arrivals.until(bookId, () => findPreferences(sql, bookId), waitMs);
  if (!found) throw notReady('Your book is being made. Try again in a moment.');
  return found;
}

async function isReached(
  { sql, arrivals, waitMs }: Reporting,
  bookId: string,
  position: bigint,
): Promise<boolean> {
  const check = async () => ((await positionOf(sql, bookId)) ?? 0n) >= position || null;
  return (await arrivals.until(bookId, check, waitMs)) !== null;
}
