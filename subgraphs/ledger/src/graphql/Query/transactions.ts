import { isUuid } from '@outlay/service-kit/ids.ts';
import { parseDate } from '@outlay/calendar/dates.ts';
import { decodeCursor, encodeCursor } from '@outlay/service-kit/cursor.ts';
import { badUserInput } from '@outlay/service-kit/errors.ts';
import { checkPageSize } from '@outlay/service-kit/page-size.ts';
import { amountBounds } from '../../domain/amount-bounds.ts';
import { isMoneyAccount, type Chart } from '../../domain/chart.ts';
import { wordsOf } from '../../domain/words.ts';
import {
  type ListFilter,
  listTransactions,
  type Place,
  type Slice,
} from '../../store/list-transactions.ts';
import { chartOf } from '../access.ts';
import type { TransactionModel } from '../models.ts';
import type {
  QueryResolvers,
  QueryTransactionsArgs,
  TransactionFilter,
} from '../types.generated.ts';

const usualCount = 20;
const maxCount = 100;

export const transactions: QueryResolvers['transactions'] = async (_parent, args, context) => {
  const chart = await chartOf(context);
  const filter = filterOf(chart, args.filter);
  const slice = sliceOf(args);
  const read = (part: Slice): Promise<TransactionModel[]> =>
    listTransactions(context.ledger.sql, chart.book.id, filter, part);

  // One more than asked for tells whether there is more on that side.
  const rows = await read({ ...slice, limit: slice.limit + 1 });
  const more = rows.length > slice.limit;
  const nodes = slice.from === 'start' ? rows.slice(0, slice.limit) : rows.slice(-slice.limit);
  const [first, last] = [nodes[0], nodes.at(-1)];
  const isAny = async (part: Omit<Slice, 'limit' | 'from'>): Promise<boolean> =>
    (await read({ ...part, limit: 1, from: 'start' })).length > 0;
  return {
    edges: nodes.map((node) => ({ node, cursor: cursorOf(node) })),
    nodes,
    pageInfo: {
      startCursor: first ? cursorOf(first) : null,
      endCursor: last ? cursorOf(last) : null,
      hasNextPage: async () =>
        slice.from === 'start' ? more : last !== undefined && isAny({ after: last }),
      hasPreviousPage: async () =>
        slice.from === 'end' ? more : first !== undefined && isAny({ before: first }),
    },
  };
};

function sliceOf({ first, last, after, before }: QueryTransactionsArgs): Slice {
  const both = isGiven(first) && isGiven(last);
  const count = first ?? last ?? usualCount;
  if (both) throw badUserInput('Ask for the first or for the last transactions, not for both.');
  checkPageSize(count, maxCount, isGiven(last) ? 'last' : 'first');
  return {
    after: after ? placeOf(after) : null,
    before: before ? placeOf(before) : null,
    limit: count,
    from: isGiven(last) ? 'end' : 'start',
  };
}

function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

function filterOf(chart: Chart, given: TransactionFilter | null | undefined): ListFilter {
  const { minAmount: min, maxAmount: max } = given ?? {};
  const currencies = [...chart.accounts.values()].filter(isMoneyAccount).map((one) => one.currency);
  return {
    ...given,
    includeReversed: given?.includeReversed ?? false,
    categoryIds: given?.categoryIds?.filter(isUuid) ?? null,
    accountIds: given?.accountIds?.filter(isUuid) ?? null,
    amounts: min || max ? amountBounds({ min, max }, new Set(currencies)) : null,
    words: given?.search?.trim() ? wordsOf(given.search) : null,
  };
}

function cursorOf({ date, position }: Place): string {
  return encodeCursor('transactions', date, position);
}

function placeOf(cursor: string): Place {
  const [date = '', position = ''] = decodeCursor('transactions', cursor, 2);
  if (!isDate(date) || !/^\d{1,18}$/.test(position)) {
    throw badUserInput('The cursor is not one of this list. Pass back a cursor as it was given.');
  }
  return { date, position: BigInt(position) };
}

function isDate(text: string): boolean {
  try {
    return parseDate(text) === text;
  } catch {
    return false;
  }
}
