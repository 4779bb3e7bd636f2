import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds to wait after the given failure (the first is 1): doubling, capped, half of it random. */
export function backoffMs(failure: number, baseMs = 20, capMs = 5_000): number {
  const fullMs = Math.min(capMs, baseMs * 2 ** Math.min(failure - 1, 30));
  return fullMs / 2 + (Math.random() * fullMs) / 2;
}

/**
 * How long a loop that has just carried a batch lets the next one gather, in milliseconds. An event that
 * finds the loop idle goes at once; under load, batches of several cost a fraction of as many of one.
 */
export const gatherMs = 5;

/** Waits, but not longer than until the signal is aborted. Never throws. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
