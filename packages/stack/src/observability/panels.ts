import { quantile, rate, type Row } from './panel.ts';

const breakerStates = { 0: 'closed', 1: 'open', 2: 'trying' };

/**
 * The dashboard, row by row. What every process of a piece tells alike (lag, an outbox's age, a queue's
 * depth, a database's figures) is taken once, by `max`.
 */
export const rows: readonly Row[] = [
  {
    title: 'The door',
    panels: [
      {
        title: 'Requests',
        unit: 'reqps',
        queries: {
          '{{transport}} {{kind}}': rate('outlay_gateway_requests_total', 'transport, kind'),
        },
      },
      {
        title: 'Latency, p99',
        description: 'The house promises 100 ms at the load that bench/ names.',
        unit: 's',
        bad: 0.1,
        queries: {
          '{{transport}} {{kind}}': quantile(
            0.99,
            'outlay_gateway_request_seconds',
            'transport, kind',
          ),
        },
      },
      {
        title: 'Latency, median',
        unit: 's',
        queries: {
          '{{transport}} {{kind}}': quantile(
            0.5,
            'outlay_gateway_request_seconds',
            'transport, kind',
          ),
        },
      },
      {
        title: 'Refused and failed',
        description: '4xx is the client’s fault, 5xx and failed ours.',
        unit: 'reqps',
        queries: {
          '{{transport}} {{status}}': rate(
            'outlay_gateway_requests_total{status=~"[45]..|failed"}',
            'transport, status',
          ),
        },
      },
      {
        title: 'Circuit breakers',
        description: 'Open: the subgraph gave no answer several times in a row and is left alone.',
        states: breakerStates,
        queries: { '{{subgraph}}': 'max by (subgraph) (outlay_gateway_breaker_state)' },
      },
    ],
  },
  {
    title: 'Subgraphs, as the gateway sees them',
    panels: [
      {
        title: 'Latency, p99',
        unit: 's',
        queries: { '{{subgraph}}': quantile(0.99, 'outlay_gateway_subgraph_seconds', 'subgraph') },
      },
      {
        title: 'Without an answer',
        unit: 'ops',
        queries: {
          '{{subgraph}} {{outcome}}': rate(
            'outlay_gateway_subgraph_seconds_count{outcome!="answered"}',
            'subgraph, outcome',
          ),
        },
      },
      {
        title: 'In hand',
        description: 'At the subgraph or waiting for a place there.',
        unit: 'short',
        queries: { '{{subgraph}}': 'sum by (subgraph) (outlay_gateway_bulkhead_inflight)' },
      },
    ],
  },
  {
    title: 'Subgraphs themselves',
    panels: [
      {
        title: 'Operations',
        unit: 'ops',
        queries: {
          '{{piece}} {{kind}}': rate('outlay_subgraph_operation_seconds_count', 'piece, kind'),
        },
      },
      {
        title: 'Slowest fields, p99',
        unit: 's',
        queries: {
          '{{piece}} {{field}}': `topk(10, ${quantile(0.99, 'outlay_subgraph_operation_seconds', 'piece, field')})`,
        },
      },
      {
        title: 'Errors',
        description: 'Answers with errors; what was expected is no error but an answer.',
        unit: 'ops',
        queries: {
          '{{piece}} {{field}}': rate(
            'outlay_subgraph_operation_seconds_count{outcome="error"}',
            'piece, field',
          ),
        },
      },
    ],
  },
  {
    title: 'Event log',
    panels: [
      {
        title: 'Consumer lag',
        description: 'Records that a group has not consumed yet.',
        unit: 'short',
        bad: 1_000,
        queries: {
          '{{group}} {{topic}}':
            'sum by (group, topic) (max by (group, topic, partition) (outlay_event_log_consumer_lag_records))',
        },
      },
      {
        title: 'Age of the oldest event in an outbox',
        description: 'Grows when the relay can’t reach the log.',
        unit: 's',
        bad: 30,
        queries: { '{{piece}}': 'max by (piece) (outlay_outbox_age_seconds)' },
      },
      {
        title: 'Events in an outbox',
        unit: 'short',
        queries: { '{{piece}}': 'max by (piece) (outlay_outbox_rows)' },
      },
      {
        title: 'Appended and consumed',
        unit: 'ops',
        queries: {
          'appended by {{piece}}': rate('outlay_outbox_appended_total', 'piece'),
          'consumed by {{group}}': rate('outlay_event_log_consumed_total', 'group'),
        },
      },
      {
        title: 'Applying a batch, p99',
        unit: 's',
        queries: {
          '{{group}} {{outcome}}': quantile(
            0.99,
            'outlay_event_log_apply_seconds',
            'group, outcome',
          ),
        },
      },
      {
        title: 'Dead letters',
        description:
          'Events that could not be applied; `npm run dead-letters -w @outlay/<piece>` shows and replays them.',
        unit: 'short',
        bad: 1,
        queries: { '{{group}}': 'max by (group) (outlay_event_log_dead_letters)' },
      },
    ],
  },
  {
    title: 'Queue and deliveries',
    panels: [
      {
        title: 'Depth',
        description: 'Jobs that could begin now; “.dead” are those that failed for good.',
        unit: 'short',
        queries: { '{{queue}}': 'max by (queue) (outlay_queue_depth)' },
      },
      {
        title: 'Jobs',
        unit: 'ops',
        queries: { '{{queue}} {{outcome}}': rate('outlay_queue_jobs_total', 'queue, outcome') },
      },
      {
        title: 'A try, p99',
        unit: 's',
        queries: { '{{queue}}': quantile(0.99, 'outlay_queue_job_seconds', 'queue') },
      },
    ],
  },
  {
    title: 'Live subscriptions',
    panels: [
      {
        title: 'Sockets and subscriptions at the gateway',
        unit: 'short',
        queries: {
          sockets: 'sum(outlay_gateway_open_sockets)',
          subscriptions: 'sum(outlay_gateway_open_subscriptions)',
        },
      },
      {
        title: 'Subscriptions at subgraphs',
        description: 'Fewer than at the gateway: equal ones of one viewer share.',
        unit: 'short',
        queries: { '{{piece}}': 'sum by (piece) (outlay_subgraph_open_subscriptions)' },
      },
      {
        title: 'Shared cache',
        description: 'Alone: it was away, and a process went on by itself.',
        unit: 'ops',
        queries: { '{{outcome}}': rate('outlay_cache_operations_total', 'outcome') },
      },
    ],
  },
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
