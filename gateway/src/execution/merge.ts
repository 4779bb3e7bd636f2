import { odd } from './anomaly.ts';

/** An object of an answer, by its response names. */
export type Result = Record<string, unknown>;

/**
 * Merges answers into what is there, as Apollo's executor does, and remembers each change: answers are
 * merged where they stand, and have to be as they came when they are replayed.
 */
export class Merging {
  /** Object, key, and what was there, three by three; `absent` where the key wasn't. */
  readonly #changes: unknown[] = [];

  merge(target: Result, source: Result): void {
    for (const key of Object.keys(source)) {
      const given = source[key];
      if (given !== undefined) this.#set(target, key, given);
    }
  }

  /** Puts everything back as it was. */
  undo(): void {
    const changes = this.#changes;
    for (let at = changes.length - 3; at >= 0; at -= 3) {
      const target = changes[at] as Result;
      const key = changes[at + 1] as string;
      const before = changes[at + 2];
      if (before === absent) delete target[key];
      else target[key] = before;
    }
    changes.length = 0;
  }

  #set(target: Result, key: string, given: unknown): void {
    if (key === '__proto__') odd('a key that is no name');
    const had = Object.hasOwn(target, key);
    const here = had ? target[key] : undefined;
    if (isObject(here) && isObject(given)) return this.merge(here, given);
    if (Array.isArray(here) && Array.isArray(given) && here.length === given.length) {
      return this.#mergeLists(here as unknown as Result, given);
    }
    // Apollo would write into whatever is there, or fail to.
    if (here && isObject(given)) odd('an object where something else was');
    this.#changes.push(target, key, had ? here : absent);
    target[key] = given;
  }

  #mergeLists(target: Result, source: readonly unknown[]): void {
    for (const [at, given] of source.entries()) {
      const here = target[at];
      if (isObject(here) && isObject(given)) {
        this.merge(here, given);
      } else {
        this.#changes.push(target, at, here);
        target[at] = given;
      }
    }
  }
}

const absent = Symbol('absent');

export function isObject(value: unknown): value is Result {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
