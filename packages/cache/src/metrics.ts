import { Counter, Gauge } from 'prom-client';

export const operationsTotal = new Counter({
  name: 'outlay_cache_operations_total',
  help: 'Operations of a shared cache, by whether they were answered by it (shared) or, while it was away, by this process (alone).',
  labelNames: ['operation', 'outcome'] as const,
});

export const available = new Gauge({
  name: 'outlay_cache_available',
  help: '1 while the cache does its work, 0 while a shared one is away and this process is on its own.',
});
