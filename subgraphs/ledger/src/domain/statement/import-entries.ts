import { type Category, type Chart, type MoneyAccount } from '../chart.ts';
import { chooseCategory, suggestCategory } from '../choices.ts';
import { type Entry, expense, income } from '../entry.ts';
import type { Patterns } from '../patterns.ts';
import { invalid } from '../refusal.ts';

/** A row of a previewed statement that may be posted. Money in is positive, in minor units. */
export type ImportableRow = {
  readonly line: number;
  readonly date: string;
  readonly description: string;
  readonly amount: bigint;
};

/** What the person decided about single lines. */
export type ImportChoices = {
  readonly skipLines: readonly number[];
  readonly categories: readonly { readonly line: number; readonly categoryId: string }[];
};

/** The category that the configured patterns see in a row; null when no open one fits. */
export function categoryOfRow(
  chart: Chart,
  patterns: Patterns,
  { amount, description }: Pick<ImportableRow, 'amount' | 'description'>,
): Category | null {
  return suggestCategory(chart, patterns, description, amount < 0n ? 'EXPENSE' : 'INCOME');
}

/**
 * The entry of one row: money out is an expense, money in an income. Throws a Refusal for a category that
 * is not there, closed or of the other kind, and for a row that nothing fits.
 */
export function entryOfRow(
  row: ImportableRow,
  made: { id: string; recordedAt: Date; importId: string },
  by: { chart: Chart; patterns: Patterns; account: MoneyAccount; categoryId: string | undefined },
): Entry {
  const { chart, patterns, account, categoryId } = by;
  const out = row.amount < 0n;
  const category = categoryId
    ? chooseCategory(chart, categoryId, out ? 'EXPENSE' : 'INCOME')
    : categoryOfRow(chart, patterns, row);
  if (!category) {
    throw invalid(['categories'], `are needed: no open category fits line ${row.line}.`);
  }
  const sum = { amount: out ? -row.amount : row.amount, currency: account.currency };
  const heading = { ...made, date: row.date, description: row.description };
  return (out ? expense : income)(heading, sum, { account, category });
}

/** Throws a Refusal when a choice is about a line that the preview doesn't have. */
export function checkChoices(rows: readonly ImportableRow[], choices: ImportChoices): void {
  const lines = new Set(rows.map(({ line }) => line));
  const chosen = choices.categories.map(({ line }) => line);
  for (const [choice, named] of Object.entries({
    categories: chosen,
    skipLines: choices.skipLines,
  })) {
    const stray = named.find((line) => !lines.has(line));
    if (stray !== undefined) {
      throw invalid([choice], `name line ${stray}, which holds no readable row.`);
    }
  }
}
