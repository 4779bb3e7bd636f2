import { setTimeout as pause } from 'node:timers/promises';

/**
 * Tries the check again and again until it returns something truthy without throwing, and returns
 * that. The time-out (milliseconds) bounds a test that hangs; it asserts nothing about speed. At
 * the end of it the check's own error is thrown, so that the test says what was wrong.
 */
export async function eventually<T>(
  check: () => Promise<T> | T,
  { timeoutMs = 15_000 }: { timeoutMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (let waitMs = 5; ; waitMs = Math.min(waitMs * 1.5, 100)) {
    let failure: unknown;
    try {
      const result = await check();
      if (result) return result;
      failure = new Error(`still ${String(result)} after ${timeoutMs} ms: ${check.toString()}`);
    } catch (error) {
      failure = error;
    }
    if (performance.now() >= deadline) throw failure;
    await pause(waitMs);
  }
}
