import type { Count, Observations } from '@outlay/service-kit/tallies.ts';
import { requestSeconds, requestsTotal } from '../metrics.ts';

type Transport = 'http' | 'websocket';

const counted = new Map<string, { readonly total: Count; readonly seconds: Observations }>();

/** Counts a request that was answered after so many milliseconds. */
export function countRequest(transport: Transport, kind: string, status: string, ms: number): void {
  const key = `${transport} ${kind} ${status}`;
  let tallies = counted.get(key);
  if (!tallies) {
    const total = requestsTotal.labels(transport, kind, status);
    tallies = { total, seconds: requestSeconds.labels(transport, kind) };
    counted.set(key, tallies);
  }
  tallies.total.value += 1;
  tallies.seconds.observe(ms / 1_000);
}
