import type { Counter, Histogram } from 'prom-client';
import { requestSeconds, requestsTotal } from '../metrics.ts';

type Transport = 'http' | 'websocket';
type Children = {
  readonly total: Counter.Internal;
  readonly seconds: Histogram.Internal<string>;
};

/** Found once for each combination of labels: prom-client looks them up by a text that it makes of all. */
const children = new Map<string, Children>();

/** Counts a request that was answered after so many milliseconds. */
export function countRequest(transport: Transport, kind: string, status: string, ms: number): void {
  const key = `${transport} ${kind} ${status}`;
  let { total, seconds } = children.get(key) ?? {};
  if (!total || !seconds) {
    total = requestsTotal.labels(transport, kind, status);
    seconds = requestSeconds.labels(transport, kind);
    children.set(key, { total, seconds });
  }
  total.inc();
  seconds.observe(ms / 1_000);
}
