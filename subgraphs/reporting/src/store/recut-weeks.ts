import { periodOf, today } from '@outlay/calendar/calendar.ts';
import { reaches } from '../domain/budget.ts';
import { overlap, recut } from '../domain/recut.ts';
import type { Preferences } from './books.ts';
import { watchingBudgets } from './budgets.ts';
import type { Transaction } from './connection.ts';
import { closeCrossings, type Crossing, openCrossingsFrom } from './crossings.ts';
import { type Decided, decide, newsOf } from './decide.ts';
import { runningWatches } from './decide-changed-budget.ts';
import { type News, tell } from './tell.ts';

/**
 * Decides a book's weekly budgets anew when its weeks start on another day: in the week around now and in
 * later ones with spending, told as {@link recut} says. Weeks that are over keep what was decided of them
 * under their old cut. The book is locked and its new preferences are kept already.
 */
export async function recutWeeks(
  tx: Transaction,
  bookId: string,
  preferences: Preferences,
  now: Date,
): Promise<void> {
  const budgets = (await watchingBudgets(tx, [bookId])).filter((one) => one.period === 'WEEK');
  if (budgets.length === 0) return;
  const { timeZone, firstDayOfWeek } = preferences;
  const ids = budgets.map((budget) => budget.id);
  const open = await openCrossingsFrom(tx, bookId, ids, today(now, timeZone));
  const old = open.filter(
    ({ period }) => periodOf('WEEK', period.start, firstDayOfWeek).start !== period.start,
  );
  const watches = await Promise.all(
    budgets.map((budget) => runningWatches(tx, budget, preferences, now)),
  );
  const decided = await decide(tx, watches.flat(), now);
  const news: News[] = [];
  for (const id of ids) {
    const own = decided.filter(({ watch }) => watch.budget.id === id);
    news.push(
      ...(await supersede(
        tx,
        old.filter((one) => one.budgetId === id),
        own,
        now,
      )),
    );
  }
  await tell(tx, news, now);
}

/** Closes one budget's crossings of weeks that are no more; gives what its owner is to be told. */
async function supersede(
  tx: Transaction,
  old: readonly Crossing[],
  decided: readonly Decided[],
  now: Date,
): Promise<News[]> {
  const reached = decided.flatMap(({ watch: { budget, period }, decision: { spent } }) =>
    budget.thresholds
      .filter((percent) => reaches(spent, percent, budget.limit.minorUnits))
      .map((percent) => ({ percent, period })),
  );
  const { superseded, recovered, isKnown } = recut(old, reached);
  await closeCrossings(tx, { superseded, recovered }, now);
  const unknown = decided.map((one) => ({
    ...one,
    crossed: one.crossed.filter(({ crossing }) => !isKnown(crossing)),
  }));
  return [
    ...recovered.flatMap((crossing) => recoveredNews(crossing, decided)),
    ...unknown.flatMap(newsOf),
  ];
}

/** A crossing of a week that is no more recovered in the new week that took its place. */
function recoveredNews(crossing: Crossing, decided: readonly Decided[]): News[] {
  const [running] = decided;
  const heir = decided.find(({ watch }) => overlap(watch.period, crossing.period)) ?? running;
  if (!heir) return [];
  const { watch, decision } = heir;
  const turn = { percent: crossing.percent, cause: undefined };
  const { budget, period } = watch;
  return [{ what: 'RECOVERED', crossing, turn, budget, period, spent: decision.spent }];
}
