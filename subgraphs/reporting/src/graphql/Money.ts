import { formatDecimal } from '@outlay/money/money.ts';
import type { MoneyResolvers } from './types.generated.ts';

export const Money: MoneyResolvers = { amount: formatDecimal };
