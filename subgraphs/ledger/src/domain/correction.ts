import { formatDecimal } from '@outlay/money/money.ts';
import type { Chart } from './chart.ts';
import { chooseAccount, chooseCategory, readAmount, type GivenAmount } from './choices.ts';
import { expense, type Entry } from './entry.ts';

/** What is to change of an expense; what is left out stays. */
export type Correction = {
  readonly amount?: GivenAmount | null | undefined;
  readonly categoryId?: string | null | undefined;
  readonly accountId?: string | null | undefined;
  readonly date?: string | null | undefined;
  readonly description?: string | null | undefined;
};

/**
 * The expense that takes the place of another. An account or category that stays may have been closed
 * meanwhile. Throws a Refusal.
 */
export function correctExpense(
  chart: Chart,
  original: Entry,
  correction: Correction,
  { id, recordedAt }: { id: string; recordedAt: Date },
): Entry {
  const account = chooseAccount(
    chart,
    { id: correction.accountId ?? original.accountId },
    { unlessKept: original.accountId },
  );
  const kept = {
    amount: formatDecimal({ minorUnits: original.amount, currency: original.currency }),
    currency: original.currency,
  };
  const sum = readAmount(correction.amount ?? kept, account);
  const categoryId = correction.categoryId ?? original.categoryId ?? '';
  const category = chooseCategory(chart, categoryId, 'EXPENSE', original.categoryId);
  const heading = {
    id,
    recordedAt,
    date: correction.date ?? original.date,
    description: correction.description ?? original.description,
    replaces: original.id,
    importId: original.importId,
  };
  return expense(heading, sum, { account, category });
}
