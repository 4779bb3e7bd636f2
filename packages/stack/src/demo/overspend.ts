import { once } from 'node:events';
import type { GraphClient } from '../graph-client.ts';
import * as operations from './operations.ts';
import { decimal, type Places } from './year.ts';

export type Alert = { kind: string; title: string; body: string; budget: { id: string } };

/** Waits at most this long for an alert, which normally takes some milliseconds. */
const patienceMs = 15_000;

/**
 * Sets a budget a little above what is spent, subscribes, and buys coffee until it is overspent.
 * `onBuy` and `onAlert` hear of it as it happens; `sinceWriteMs` is from the write's answer to the alert.
 */
export async function overspend(
  client: GraphClient,
  places: Places,
  { spentCents, run }: { spentCents: number; run: string },
  hear: { onBuy: (amount: string) => void; onAlert: (alert: Alert, sinceWriteMs: number) => void },
): Promise<void> {
  const categoryId = places.categories.get('eating-out');
  const created = await client.mutate<{ budget: { id: string } }>(operations.createBudget, {
    name: 'Eating out',
    categoryId,
    period: 'MONTH',
    limit: { amount: decimal(spentCents + 1_000) },
    // Only the last tenth is exciting: the rest of the month is spent already.
    thresholds: [percentOf(spentCents + 700, spentCents + 1_000), 100],
    idempotencyKey: `demo-budget-${run}`,
  });
  const budgetId = created.budget.id;
  const bell = new EventTarget();
  let answeredAt = performance.now();
  let overspent = false;
  const end = client.subscribe<{ overspendAlerts: Alert }>(
    operations.overspendAlerts,
    {},
    ({ overspendAlerts: alert }) => {
      if (alert.budget.id !== budgetId) return;
      hear.onAlert(alert, performance.now() - answeredAt);
      overspent ||= alert.kind === 'OVERSPENT';
      if (overspent) bell.dispatchEvent(new Event('overspent'));
    },
  );
  // A subscription has no acknowledgement; a first write that came before it would be missed.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const heard = once(bell, 'overspent', { signal: AbortSignal.timeout(patienceMs) });
  try {
    for (const [index, cents] of [720, 480].entries()) {
      hear.onBuy(decimal(cents));
      await client.mutate(operations.addExpense, {
        amount: { amount: decimal(cents) },
        description: index === 0 ? 'Coffee and cake' : 'One more coffee',
        categoryId,
        accountId: places.account,
        idempotencyKey: `demo-overspend-${run}-${index}`,
      });
      answeredAt = performance.now();
    }
    await heard;
  } finally {
    end();
    await client.mutate(operations.archiveBudget, {
      id: budgetId,
      idempotencyKey: `demo-archive-${run}`,
    });
  }
}

function percentOf(part: number, whole: number): number {
  return Math.min(99, Math.max(1, Math.floor((part * 100) / whole)));
}
