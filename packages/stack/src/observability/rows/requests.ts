import { quantile, rate, type Row } from '../panel.ts';

const breakerStates = { 0: 'closed', 1: 'open', 2: 'trying' };

/** What people ask, and who answers it. */
export const requests: readonly Row[] = [
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
        title: 'Shed, and how much may be in hand',
        description: 'Refused at once with 429 or 503 because there was too much to do.',
        unit: 'short',
        queries: {
          'refused a second: {{reason}}': rate('outlay_gateway_shed_total', 'reason'),
          'operations at once': 'sum(outlay_gateway_concurrency_limit)',
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
        description:
          'At the subgraph or waiting for a place there; refused: every place was taken.',
        unit: 'short',
        queries: {
          '{{subgraph}}': 'sum by (subgraph) (outlay_gateway_bulkhead_inflight)',
          '{{subgraph}}, refused a second': rate(
            'outlay_gateway_bulkhead_rejected_total',
            'subgraph',
          ),
        },
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
];
