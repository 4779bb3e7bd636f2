import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphClient } from '../graph-client.ts';
import * as operations from './operations.ts';
import { decimal, type Places } from './year.ts';

export type Alert = { kind: string; title: string; body: string; budget: { id: string } };

/** Waits at most this long for an alert, which normally takes some milliseconds. */
const patienceMs = 15_000;
const settleMs = 300;

/** What is bought, and for which share of what is left. */
const purchases = [
  ['Coffee and cake', 0.72],
  ['One more coffee', 0.48],
] as const;

/**
 * Sets a budget a little above what is spent, subscribes, and buys twice: nearly all of what is left, then
 * more than that. `onBuy` and `onAlert` hear of it as it happens; `sinceWriteMs` is from the write's answer
 * to the alert.
 */
export async function overspend(
  client: GraphClient,
  places: Places,
  { spentCents, run }: { spentCents: number; run: string },
  hear: { onBuy: (amount: string) => void; onAlert: (alert: Alert, sinceWriteMs: number) => void },
): Promise<void> {
  const categoryId = places.categories.get('eating-out');
  // Never less than a twenty-fifth of it all, so that whole percents can tell the thresholds apart.
  const left = Math.max(1_000, Math.ceil(spentCents / 25));
  const limit = spentCents + left;
  const { budget } = await client.mutate<{ budget: { id: string } }>(operations.createBudget, {
    name: 'Eating out',
    categoryId,
    period: 'MONTH',
    limit: { amount: decimal(limit) },
    thresholds: [Math.floor(((limit - 0.3 * left) * 100) / limit), 100],
    idempotencyKey: `demo-budget-${run}`,
  });
  const alerts = new EventEmitter<{ alert: [Alert] }>();
  const end = client.subscribe<{ overspendAlerts: Alert }>(
    operations.overspendAlerts,
    {},
    ({ overspendAlerts: alert }) => {
      if (alert.budget.id === budget.id) alerts.emit('alert', alert);
    },
  );
  try {
    // A subscription says nothing when it begins; a write that came before would be missed.
    await sleep(settleMs);
    for (const [description, share] of purchases) {
      const cents = Math.round(left * share);
      hear.onBuy(decimal(cents));
      const told = once(alerts, 'alert', { signal: AbortSignal.timeout(patienceMs) });
      await client.mutate(operations.addExpense, {
        amount: { amount: decimal(cents) },
        description,
        categoryId,
        accountId: places.account,
        idempotencyKey: `demo-${description.replaceAll(' ', '-')}-${run}`,
      });
      const answeredAt = performance.now();
      const [alert] = (await told) as [Alert];
      hear.onAlert(alert, Math.max(0, performance.now() - answeredAt));
    }
  } finally {
    end();
    await client.mutate(operations.archiveBudget, {
      id: budget.id,
      idempotencyKey: `demo-archive-${run}`,
    });
  }
}
