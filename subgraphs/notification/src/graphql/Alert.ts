import { formatDecimal, money } from '@outlay/money/money.ts';
import { bookOf } from './context.ts';
import { cursorOf } from './cursor.ts';
import { isId } from './ids.ts';
import type { AlertResolvers } from './types.generated.ts';

export const Alert: AlertResolvers = {
  __resolveReference: ({ id }, context) => {
    bookOf(context);
    return isId(id) ? context.alertById.load(id) : null;
  },
  cursor: cursorOf,
  budget: ({ budgetId }) => ({ id: budgetId }),
  period: ({ periodStart, periodEnd }) => ({ start: periodStart, end: periodEnd }),
  limit: ({ limitMinor, currency }) => moneyOf(limitMinor, currency),
  spent: ({ spentMinor, currency }) => moneyOf(spentMinor, currency),
  transaction: ({ transactionId }) => (transactionId === null ? null : { id: transactionId }),
  deliveries: ({ id }, _args, context) => context.deliveriesOf.load(id),
};

function moneyOf(minorUnits: bigint, currency: string) {
  return { amount: formatDecimal(money(minorUnits, currency)), minorUnits, currency };
}
