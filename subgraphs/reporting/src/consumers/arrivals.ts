import { setTimeout as pause } from 'node:timers/promises';

/**
 * Lets readers wait for events of their book. A commit in this process wakes them at once; what another
 * replica commits they find by asking again, after pauses that grow from 4 to 64 ms.
 */
export class Arrivals {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Says that events of these books were committed. */
  arrived(bookIds: Iterable<string>): void {
    for (const bookId of new Set(bookIds)) {
      for (const wake of this.#waiting.get(bookId) ?? []) wake();
    }
  }

  /** Asks `check` until it gives something other than null, for at most `timeoutMs`; null if it never did. */
  async until<Value>(
    bookId: string,
    check: () => Promise<Value | null>,
    timeoutMs: number,
  ): Promise<Value | null> {
    const deadline = performance.now() + timeoutMs;
    for (let pauseMs = 4; ; pauseMs = Math.min(pauseMs * 2, 64)) {
      // Listening starts before the check, so nothing arrives between the two unheard.
      const next = this.#listen(bookId);
      try {
        const value = await check();
        if (value !== null || performance.now() >= deadline) return value;
        await Promise.race([next.woken, pause(pauseMs, undefined, { signal: next.signal })]);
      } finally {
        next.stop();
      }
    }
  }

  #listen(bookId: string): { woken: Promise<void>; signal: AbortSignal; stop: () => void } {
    const { promise: woken, resolve } = Promise.withResolvers<void>();
    const stopped = new AbortController();
    const wakes = this.#waiting.get(bookId) ?? new Set();
    this.#waiting.set(bookId, wakes.add(resolve));
    return {
      woken,
      signal: stopped.signal,
      stop: () => {
        stopped.abort();
        wakes.delete(resolve);
        if (wakes.size === 0 && this.#waiting.get(bookId) === wakes) this.#waiting.delete(bookId);
      },
    };
  }
}
