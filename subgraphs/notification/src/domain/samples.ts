import type { Crossing } from './alert.ts';

/** What templates are tried with at start: each kind of period, with something left, nothing, and less. */
export const sampleCrossings: readonly Crossing[] = [
  sample({ kind: 'WEEK', start: '2026-02-23', end: '2026-03-01' }, 8_000n),
  sample({ kind: 'MONTH', start: '2026-03-01', end: '2026-03-31' }, 10_000n),
  sample({ kind: 'YEAR', start: '2026-01-01', end: '2026-12-31' }, 12_345n),
];

export const sampleAlert = {
  title: 'Food & <drink>: 80% of the budget is spent',
  body: 'You have spent €80.00 of €100.00.',
  raisedAt: new Date('2026-03-03T09:30:00.000Z'),
};

function sample(period: Crossing['period'], spent: bigint): Crossing {
  return {
    crossingId: '018f0000-0000-7000-8000-000000000001',
    bookId: '018f0000-0000-7000-8000-000000000002',
    budgetId: '018f0000-0000-7000-8000-000000000003',
    budgetName: 'Food & <drink>',
    period,
    threshold: { percent: 80, level: 'ALMOST_SPENT' },
    limit: 10_000n,
    spent,
    currency: 'EUR',
    decidedAt: '2026-03-03T09:30:00.000Z',
  };
}
