import { Counter } from 'prom-client';

export const deliveriesTotal = new Counter({
  name: 'outlay_notification_deliveries_total',
  help: 'Tries to deliver a message by what became of them: sent, retried (it is tried again) or failed (for good).',
  labelNames: ['channel', 'outcome'] as const,
});
