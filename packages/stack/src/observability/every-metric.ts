import * as cache from '@outlay/cache/metrics.ts';
import * as eventLog from '@outlay/event-log/metrics.ts';
import * as gateway from '@outlay/gateway/metrics.ts';
import * as notification from '@outlay/notification/metrics.ts';
import * as queue from '@outlay/queue/metrics.ts';
import * as serviceKit from '@outlay/service-kit/metrics.ts';
import { Tallied } from '@outlay/service-kit/tallies.ts';
import { Counter, Gauge, Histogram } from 'prom-client';

export type MetricFacts = {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
  /** The room whose `metrics.ts` makes it. */
  readonly room: string;
};

const rooms = {
  gateway,
  'packages/service-kit': serviceKit,
  'packages/event-log': eventLog,
  'packages/queue': queue,
  'packages/cache': cache,
  'subgraphs/notification': notification,
};

/** Every metric of ours, by name. Node's own are not among them. */
export const everyMetric: readonly MetricFacts[] = Object.entries(rooms)
  .flatMap(([room, exported]) =>
    Object.values<unknown>(exported).flatMap((value) => {
      const type = typeOf(value);
      return type ? [{ ...factsOf(value), type, room }] : [];
    }),
  )
  .sort((a, b) => (a.name < b.name ? -1 : 1));

function typeOf(value: unknown): MetricFacts['type'] | undefined {
  if (value instanceof Tallied) return (value as Tallied<unknown>).type;
  if (value instanceof Counter) return 'counter';
  if (value instanceof Gauge) return 'gauge';
  return value instanceof Histogram ? 'histogram' : undefined;
}

/** prom-client's metrics carry these, though its types don't say so. */
function factsOf(metric: unknown) {
  const { name, labelNames, help } = metric as {
    name: string;
    labelNames: readonly string[];
    help: string;
  };
  return { name, labels: labelNames, help };
}
