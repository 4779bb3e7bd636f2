import { quantile, rate, type Row } from '../panel.ts';

/** What follows from a write: events, messages, live news. */
export const events: readonly Row[] = [
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
          'Events that could not be applied; `outlay dead-letters <piece>` in a container, or `npm run dead-letters -w @outlay/<piece>`, shows and replays them.',
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
      {
        title: 'Deliveries',
        description:
          'Messages to people; failed for good: `outlay dead-deliveries` in a container, or `npm run dead-deliveries -w @outlay/notification`.',
        unit: 'ops',
        queries: {
          '{{channel}} {{outcome}}': rate(
            'outlay_notification_deliveries_total',
            'channel, outcome',
          ),
        },
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
];
