import { checkPageSize } from '@outlay/service-kit/page-size.ts';
import { bookOf } from '../context.ts';
import { sequenceOf } from '../cursor.ts';
import type { QueryResolvers } from '../types.generated.ts';

const mostPerPage = 100;

export const alerts: QueryResolvers['alerts'] = async (_root, args, context) => {
  const { first, after, unreadOnly } = args;
  const bookId = bookOf(context);
  checkPageSize(first, mostPerPage);
  const before = typeof after === 'string' ? sequenceOf(after) : null;
  // One more than asked for tells whether there is another page.
  const found = await context.alerts.newest({ bookId, before, unreadOnly, limit: first + 1 });
  const page = found.slice(0, first);
  const newest = page[0]?.sequence ?? (before === null ? null : before - 1n);
  const hasNewer =
    before !== null && newest !== null
      ? await context.alerts.anyAfter(bookId, newest, unreadOnly)
      : false;
  return { alerts: page, hasOlder: found.length > first, hasNewer };
};
