import { TalliedCounter, TalliedGauge, TalliedHistogram } from '@outlay/service-kit/tallies.ts';
import { Counter, Gauge } from 'prom-client';

/** What the gateway tells Prometheus, in the default registry. Subgraphs go by their names. */

const subgraph = ['subgraph'] as const;
/** From what a cache answers in to the longest time-out. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

export const requestsTotal = new TalliedCounter({
  name: 'outlay_gateway_requests_total',
  help: 'Requests answered, by the kind of operation and the HTTP status, or ok or failed on a socket',
  labelNames: ['transport', 'kind', 'status'],
});

export const requestSeconds = new TalliedHistogram({
  name: 'outlay_gateway_request_seconds',
  help: 'How long requests took; of a subscription, its start',
  labelNames: ['transport', 'kind'],
  buckets,
});

export const openSockets = new Gauge({
  name: 'outlay_gateway_open_sockets',
  help: 'WebSockets that are open',
});

export const openSubscriptions = new Gauge({
  name: 'outlay_gateway_open_subscriptions',
  help: 'Subscriptions that are open, whether or not they share one at a subgraph',
});

export const subgraphSeconds = new TalliedHistogram({
  name: 'outlay_gateway_subgraph_seconds',
  help: 'How long operations at a subgraph took, waiting for a place included, by what came of them',
  labelNames: ['subgraph', 'outcome'],
  buckets,
});

export const breakerState = new Gauge({
  name: 'outlay_gateway_breaker_state',
  help: 'The circuit breaker of a subgraph: 0 closed, 1 open, 2 trying one operation',
  labelNames: subgraph,
});

export const bulkheadInflight = new TalliedGauge({
  name: 'outlay_gateway_bulkhead_inflight',
  help: 'Operations at a subgraph or waiting for a place there',
  labelNames: subgraph,
});

export const bulkheadRejected = new Counter({
  name: 'outlay_gateway_bulkhead_rejected_total',
  help: 'Operations that found every place at a subgraph taken and the queue full',
  labelNames: subgraph,
});

export const shedTotal = new Counter({
  name: 'outlay_gateway_shed_total',
  help: 'What was refused because there was too much to do: operations, new sockets or new connections',
  labelNames: ['reason'],
});

export const concurrencyLimit = new Gauge({
  name: 'outlay_gateway_concurrency_limit',
  help: 'How many operations may be in hand at once, as it was last found out',
});

export const rateLimited = new Counter({
  name: 'outlay_gateway_rate_limited_total',
  help: 'Operations that were refused because their viewer, or their client address, had no points left',
  labelNames: ['by'],
});

export const operationPoints = new TalliedHistogram({
  name: 'outlay_gateway_operation_points',
  help: 'What operations cost, in points, whether or not they were answered',
  buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
});

export const refusedTotal = new Counter({
  name: 'outlay_gateway_refused_total',
  help: 'Operations that were refused before they were planned, by the code of the refusal',
  labelNames: ['code'],
});

export const documentsTotal = new TalliedCounter({
  name: 'outlay_gateway_documents_total',
  help: 'Documents by how they were known: sent as text, trusted, kept under their hash, registered now, unknown, or refused as not trusted',
  labelNames: ['outcome'],
});

export const keptAnswers = new Counter({
  name: 'outlay_gateway_kept_answers_total',
  help: 'Queries whose answers may be kept, by whether one was (hit, miss) or none could be at present (unavailable)',
  labelNames: ['outcome'],
});
