import { formatDecimal, MoneyError, parseDecimal } from '@outlay/money/money.ts';
import {
  isCategory,
  isMoneyAccount,
  type Category,
  type CategoryKind,
  type Chart,
  type MoneyAccount,
} from './chart.ts';
import type { Sum } from './entry.ts';
import { codeFor, type Patterns } from './patterns.ts';
import { invalid, missing } from './refusal.ts';

/** What a client said, made definite by the book: which account, which category, how much. */

/** An amount as a client gives it: in major units, with or without its currency. */
export type GivenAmount = {
  readonly amount: string;
  readonly currency?: string | null | undefined;
};

/**
 * The account of that id, or the oldest open one in the wanted currency (by default the book's).
 * Throws a Refusal when there is none, or it is closed. `unlessKept` may be closed.
 */
export function chooseAccount(
  chart: Chart,
  given: { id?: string | null | undefined; currency?: string | null | undefined },
  { path = 'accountId', unlessKept }: { path?: string; unlessKept?: string } = {},
): MoneyAccount {
  if (given.id !== null && given.id !== undefined) {
    const account = chart.accounts.get(given.id.toLowerCase());
    if (!account || !isMoneyAccount(account)) throw missing('account', given.id);
    if (account.archived && account.id !== unlessKept) {
      throw invalid([path], `is archived: ${account.name}. Choose an open account, or reopen it.`);
    }
    return account;
  }
  const currency = given.currency ?? chart.book.currency;
  for (const account of chart.accounts.values()) {
    if (isMoneyAccount(account) && !account.archived && account.currency === currency) {
      return account;
    }
  }
  throw invalid(
    [path],
    `is needed, since you have no open account in ${currency}. Open one with openAccount first.`,
  );
}

/** The amount in the account's currency. Throws a Refusal when it is in another, or isn't one. */
export function readAmount(given: GivenAmount, account: MoneyAccount): Sum {
  const currency = given.currency ?? account.currency;
  if (currency !== account.currency) {
    throw invalid(
      ['amount', 'currency'],
      `must be ${account.currency}, in which ${account.name} is kept, not ${currency}.`,
    );
  }
  const amount = readDecimal(given.amount, currency, ['amount', 'amount']);
  if (amount > 0n) return { amount, currency };
  throw invalid(['amount', 'amount'], 'must be more than nothing.');
}

/** Minor units of either sign. Throws a Refusal that says what is wrong with the text. */
export function readDecimal(text: string, currency: string, path: readonly string[]): bigint {
  try {
    return parseDecimal(text, currency).minorUnits;
  } catch (error) {
    if (error instanceof MoneyError) throw invalid(path, sentenceFor(error, currency));
    throw error;
  }
}

function sentenceFor(error: MoneyError, currency: string): string {
  const example = formatDecimal({ minorUnits: 1250n, currency });
  switch (error.code) {
    case 'TOO_MANY_DECIMALS':
      return `has more decimals than ${currency} has; write it like ${example}.`;
    case 'AMOUNT_OUT_OF_RANGE':
      return 'is too large.';
    default:
      return `must be an amount such as ${example}.`;
  }
}

/** The category of that id. Throws a Refusal when there is none, it is of the other kind, or closed. */
export function chooseCategory(
  chart: Chart,
  id: string,
  kind: CategoryKind,
  unlessKept?: string | null,
): Category {
  const category = chart.accounts.get(id.toLowerCase());
  if (!category || !isCategory(category)) throw missing('category', id);
  if (category.type !== kind) {
    const wanted = kind === 'EXPENSE' ? 'spending' : 'income';
    throw invalid(['categoryId'], `must be a category for ${wanted}; ${category.name} is not.`);
  }
  if (category.archived && category.id !== unlessKept) {
    throw invalid(['categoryId'], `is archived: ${category.name}. Choose another, or reopen it.`);
  }
  return category;
}

/** The open category that the configured patterns find in the description, or the one for the rest. */
export function suggestCategory(
  chart: Chart,
  patterns: Patterns,
  description: string,
  kind: CategoryKind,
): Category | null {
  const code = codeFor(patterns, description, kind);
  const open = [...chart.accounts.values()].filter(
    (account): account is Category => account.type === kind && !account.archived,
  );
  const ofCode = (wanted: string | undefined): Category | undefined =>
    open.find((category) => category.code !== null && category.code === wanted);
  return ofCode(code) ?? ofCode(patterns.fallback[kind]) ?? null;
}

/** The category that was named, or else the suggested one. Throws a Refusal when there is neither. */
export function categoryOrSuggestion(
  chart: Chart,
  patterns: Patterns,
  given: { id?: string | null | undefined; description: string },
  kind: CategoryKind,
): Category {
  if (given.id !== null && given.id !== undefined) return chooseCategory(chart, given.id, kind);
  const suggested = suggestCategory(chart, patterns, given.description, kind);
  if (suggested) return suggested;
  throw invalid(['categoryId'], 'is needed, since no open category fits the description.');
}

/** Two different open accounts in one currency. Throws a Refusal otherwise. */
export function chooseTransferAccounts(
  chart: Chart,
  { fromAccountId, toAccountId }: { fromAccountId: string; toAccountId: string },
): { from: MoneyAccount; to: MoneyAccount } {
  const from = chooseAccount(chart, { id: fromAccountId }, { path: 'fromAccountId' });
  const to = chooseAccount(chart, { id: toAccountId }, { path: 'toAccountId' });
  if (from.id === to.id) throw invalid(['toAccountId'], 'must be another account.');
  if (from.currency === to.currency) return { from, to };
  throw invalid(['toAccountId'], `must be kept in ${from.currency}, as ${from.name} is.`);
}
