import { Counter, Gauge } from 'prom-client';
import { type Figures, figures } from './database-figures.ts';
import { TalliedHistogram } from './tallies.ts';

/**
 * What every piece counts. The convention of the house: a package or piece makes its metrics once, as
 * constants of its one `metrics.ts`, in prom-client's default registry. Node evaluates a module once per
 * process, so several subgraphs, or many stacks in a test, share them; a label says which piece it was.
 * A label has few values, and none that names a person or a book.
 */

export const httpRequests = new Counter({
  name: 'outlay_http_requests_total',
  help: 'Requests that a subgraph answered, over HTTP or on a WebSocket that carries many, by route and status.',
  labelNames: ['piece', 'route', 'status'] as const,
});

/** Over HTTP or called in one process alike. `field` is the first of the operation's root fields. */
export const operationSeconds = new TalliedHistogram({
  name: 'outlay_subgraph_operation_seconds',
  help: 'How long a subgraph took for a query or mutation, or to start a subscription.',
  labelNames: ['piece', 'kind', 'field', 'outcome'] as const,
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

export const openSubscriptions = new Gauge({
  name: 'outlay_subgraph_open_subscriptions',
  help: 'Subscriptions that a subgraph is serving.',
  labelNames: ['piece'] as const,
});

export const metricsLeftOut = new Counter({
  name: 'outlay_metrics_left_out_total',
  help: 'Metrics left out of a scrape because collecting them failed or took too long.',
  labelNames: ['metric'] as const,
});

export const databaseConnections = new Gauge({
  name: 'outlay_postgres_connections',
  help: 'Connections to the database of a piece, from all of its processes.',
  labelNames: ['piece'] as const,
  collect() {
    return tell(this, ({ connections }) => ({ connections }));
  },
});

export const databaseBytes = new Gauge({
  name: 'outlay_postgres_size_bytes',
  help: 'What the database of a piece takes on disk.',
  labelNames: ['piece'] as const,
  collect() {
    return tell(this, ({ bytes }) => ({ bytes }));
  },
});

export const databaseTransactions = new Counter({
  name: 'outlay_postgres_transactions_total',
  help: 'Transactions in the database of a piece, by how they ended: committed or rolled_back.',
  labelNames: ['piece', 'outcome'] as const,
  collect() {
    return tell(
      this,
      ({ committed, rolledBack }) => ({ committed, rolled_back: rolledBack }),
      'outcome',
    );
  },
});

export const databaseDeadlocks = new Counter({
  name: 'outlay_postgres_deadlocks_total',
  help: 'Deadlocks in the database of a piece.',
  labelNames: ['piece'] as const,
  collect() {
    return tell(this, ({ deadlocks }) => ({ deadlocks }));
  },
});

export const databaseBlocks = new Counter({
  name: 'outlay_postgres_blocks_total',
  help: 'Blocks that the database of a piece found in its memory (hit) or had to read.',
  labelNames: ['piece', 'from'] as const,
  collect() {
    return tell(
      this,
      ({ blocksHit, blocksRead }) => ({ hit: blocksHit, read: blocksRead }),
      'from',
    );
  },
});

/** The database counts, so a counter is set anew to what it says. */
async function tell(
  metric: Gauge<string> | Counter<string>,
  values: (row: Figures) => Readonly<Record<string, number>>,
  label?: string,
): Promise<void> {
  const rows = await figures();
  metric.reset();
  for (const [piece, row] of rows) {
    for (const [name, value] of Object.entries(values(row))) {
      metric.inc({ piece, ...(label !== undefined && { [label]: name }) }, value);
    }
  }
}
