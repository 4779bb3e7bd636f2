import { rate, type Row } from '../panel.ts';

/** What all of it runs on. */
export const processes: readonly Row[] = [
  {
    title: 'PostgreSQL',
    panels: [
      {
        title: 'Transactions',
        unit: 'ops',
        queries: {
          '{{piece}} {{outcome}}':
            'max by (piece, outcome) (rate(outlay_postgres_transactions_total[$__rate_interval]))',
        },
      },
      {
        title: 'Connections',
        unit: 'short',
        queries: { '{{piece}}': 'max by (piece) (outlay_postgres_connections)' },
      },
      {
        title: 'Size',
        unit: 'bytes',
        queries: { '{{piece}}': 'max by (piece) (outlay_postgres_size_bytes)' },
      },
      {
        title: 'Blocks found in memory',
        unit: 'percentunit',
        queries: {
          '{{piece}}':
            'max by (piece) (rate(outlay_postgres_blocks_total{from="hit"}[$__rate_interval]))' +
            ' / sum by (piece) (max by (piece, from) (rate(outlay_postgres_blocks_total[$__rate_interval])))',
        },
      },
      {
        title: 'Deadlocks',
        unit: 'short',
        queries: {
          '{{piece}}':
            'max by (piece) (increase(outlay_postgres_deadlocks_total[$__rate_interval]))',
        },
      },
    ],
  },
  {
    title: 'Processes',
    panels: [
      {
        title: 'CPU',
        unit: 'percentunit',
        queries: {
          '{{service}} {{instance}}': rate(
            'process_cpu_seconds_total{service=~"$service"}',
            'service, instance',
          ),
        },
      },
      {
        title: 'Resident memory',
        unit: 'bytes',
        queries: {
          '{{service}} {{instance}}': 'process_resident_memory_bytes{service=~"$service"}',
        },
      },
      {
        title: 'Event loop lag, p99',
        description: 'How late the process is for everything that it does.',
        unit: 's',
        bad: 0.1,
        queries: {
          '{{service}} {{instance}}': 'nodejs_eventloop_lag_p99_seconds{service=~"$service"}',
        },
      },
    ],
  },
];
