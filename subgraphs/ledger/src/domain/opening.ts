import type { Chart, MoneyAccount } from './chart.ts';
import { openingBalancesCode } from './default-book.ts';
import { opening, type Entry } from './entry.ts';
import { headingOf } from './heading.ts';

/** What a new account holds at the start, in signed minor units, posted against the book's equity. */
export function openingOf(
  chart: Chart,
  account: Pick<MoneyAccount, 'id' | 'type' | 'currency' | 'name'> & { readonly held: bigint },
  made: { id: string; recordedAt: Date },
): Entry {
  const equity = [...chart.accounts.values()].find(
    ({ type, code }) => type === 'EQUITY' && code === openingBalancesCode,
  );
  if (!equity) throw new Error(`Book ${chart.book.id} has no account for opening balances`);
  const heading = headingOf(chart, { description: account.name }, made);
  return opening(heading, account.held, { account, equity });
}
