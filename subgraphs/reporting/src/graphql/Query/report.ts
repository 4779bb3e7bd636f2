import { previousPeriod } from '@outlay/calendar/calendar.ts';
import { invalidField } from '@outlay/service-kit/problems.ts';
import { reportOf } from '../../domain/report.ts';
import { reportRows } from '../../store/report-rows.ts';
import { bookOf } from '../loaders.ts';
import { viewersPeriod, withinCalendar } from '../period.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const report: QueryResolvers['report'] = async (
  _parent,
  { period: kind, date, currency, atLeast },
  { viewer, reporting, loaders },
) => {
  const bookId = bookOf(viewer);
  const preferences = await loaders.preferences();
  const period = viewersPeriod(kind, date, preferences, reporting.now());
  const previous = period && withinCalendar(() => previousPeriod(period));
  if (!period || !previous) return invalidField(['date'], 'must be within the years 2 to 9998.');

  const asked = { period, previous, currency: currency ?? preferences.currency };
  const wanted = atLeast ?? 0n;
  let found = await reportRows(reporting.sql, bookId, asked);
  if ((found.position ?? 0n) < wanted) {
    await loaders.reached.load(wanted);
    found = await reportRows(reporting.sql, bookId, asked);
  }
  const { position } = found;
  if ((position ?? 0n) < wanted)
    return { __typename: 'AggregatesBehind', message: behind, position };
  return { __typename: 'Report', ...reportOf({ ...asked, ...found }), position };
};

const behind =
  'The report does not include that write yet. The write is kept; ask again in a moment.';
