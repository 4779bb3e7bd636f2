import { checkPageSize } from '@outlay/service-kit/page-size.ts';
import { categoryOfRow } from '../domain/statement/import-entries.ts';
import { moneyOf } from './money.ts';
import type { StatementPreviewResolvers } from './types.generated.ts';

const maxRows = 1_000;

export const StatementPreview: StatementPreviewResolvers = {
  rows: ({ rows, posted, chart, currency }, { first, afterLine }, { ledger }) => {
    checkPageSize(first, maxRows);
    const wanted = rows.filter(({ line }) => line > (afterLine ?? 0)).slice(0, first);
    return wanted.map((row) => ({
      ...row,
      amount: moneyOf(row.amount, currency),
      category: categoryOfRow(chart, ledger.settings.patterns, row),
      duplicate: posted.has(row.key),
    }));
  },
  unreadableRows: ({ unreadable }) => [...unreadable],
  newCount: ({ rows, posted }) => rows.length - posted.size,
  duplicateCount: ({ posted }) => posted.size,
  warningCount: ({ rows }) => rows.filter(({ warning }) => warning !== null).length,
  unreadableCount: ({ unreadable }) => unreadable.length,
  newTotal: ({ rows, posted, currency }) => {
    const fresh = rows.filter(({ key }) => !posted.has(key));
    return moneyOf(
      fresh.reduce((total, { amount }) => total + amount, 0n),
      currency,
    );
  },
};
