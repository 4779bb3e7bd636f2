import { setTimeout as sleep } from 'node:timers/promises';

/** Counts what is being answered, for those who wait until all of it is. */
export class InHand {
  #count = 0;
  #emptied: (() => void) | undefined;

  enter(): void {
    this.#count += 1;
  }

  leave(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#emptied?.();
  }

  /** Resolves once nothing is in hand, or its time is up. */
  async finished(withinMs: number): Promise<void> {
    if (this.#count === 0) return;
    const all = new Promise<void>((resolve) => (this.#emptied = resolve));
    const timeIsUp = new AbortController();
    await Promise.race([all, sleep(withinMs, undefined, { signal: timeIsUp.signal })]);
    timeIsUp.abort();
  }
}
