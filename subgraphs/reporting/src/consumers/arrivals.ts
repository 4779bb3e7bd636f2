import { setTimeout as pause } from 'node:timers/promises';

/** Whoever waits for longer is one of a few. */
const brieflyMs = 300;
const mostOfBook = 8;
/** Half of what a gateway lets wait for one subgraph at once, so that somebody is always answered. */
const mostOfAll = 32;

/**
 * Lets readers wait for events of their book. A commit in this process wakes them at once; what another
 * replica commits they find by asking again, after pauses that grow from 4 to 64 ms.
 *
 * Events are there in a moment unless something is wrong, or somebody waits for what never comes. Then those
 * who wait must not keep all others from being answered: some of each book, and some of all, wait on.
 */
export class Arrivals {
  readonly #waiting = new Map<string, Set<() => void>>();
  /** How many wait for longer, by book. */
  readonly #patient = new Map<string, number>();
  #patientOfAll = 0;

  /** Says that events of these books were committed. */
  arrived(bookIds: Iterable<string>): void {
    for (const bookId of new Set(bookIds)) {
      for (const wake of this.#waiting.get(bookId) ?? []) wake();
    }
  }

  /**
   * Asks `check` until it gives something other than null, for at most `timeoutMs`; null if it never did, or
   * if too many wait already.
   */
  async until<Value>(
    bookId: string,
    check: () => Promise<Value | null>,
    timeoutMs: number,
  ): Promise<Value | null> {
    const startedAt = performance.now();
    let isPatient = false;
    try {
      for (let pauseMs = 4; ; pauseMs = Math.min(pauseMs * 2, 64)) {
        // Listening starts before the check, so nothing arrives between the two unheard.
        const next = this.#listen(bookId);
        try {
          const value = await check();
          const waitedMs = performance.now() - startedAt;
          if (value !== null || waitedMs >= timeoutMs) return value;
          if (waitedMs >= brieflyMs && !isPatient) {
            if (!this.#mayWaitOn(bookId)) return null;
            isPatient = true;
          }
          await Promise.race([next.woken, pause(pauseMs, undefined, { signal: next.signal })]);
        } finally {
          next.stop();
        }
      }
    } finally {
      if (isPatient) this.#count(bookId, -1);
    }
  }

  #mayWaitOn(bookId: string): boolean {
    const ofBook = this.#patient.get(bookId) ?? 0;
    if (ofBook >= mostOfBook || this.#patientOfAll >= mostOfAll) return false;
    this.#count(bookId, 1);
    return true;
  }

  #count(bookId: string, more: 1 | -1): void {
    const ofBook = (this.#patient.get(bookId) ?? 0) + more;
    this.#patientOfAll += more;
    if (ofBook > 0) this.#patient.set(bookId, ofBook);
    else this.#patient.delete(bookId);
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
