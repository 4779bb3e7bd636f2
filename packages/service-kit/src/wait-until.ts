import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks `check` until it gives something other than null, for at most `timeoutMs`; null when it never did.
 * The pauses grow from 4 to 64 ms, so what is nearly there is found at once and a long wait stays cheap.
 */
export async function waitUntil<Value>(
  check: () => Promise<Value | null>,
  timeoutMs: number,
): Promise<Value | null> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = 4; ; pause = Math.min(pause * 2, 64)) {
    const value = await check();
    const left = deadline - performance.now();
    if (value !== null || left <= 0) return value;
    await sleep(Math.min(pause, left));
  }
}
