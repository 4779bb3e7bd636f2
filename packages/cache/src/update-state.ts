import { CacheContendedError } from './errors.ts';
import type { Cache } from './port.ts';

/** Each time somebody else was faster, so that all the others together would have to try as often. */
const maxTries = 1_000;

/**
 * Replaces what a key holds by what `decide` makes of it, null standing for nothing: again and again until
 * nobody else changed it in between, so that of many that decide at once none is lost. `decide` must be
 * pure. Gives what is held now.
 */
export async function updateState(
  cache: Pick<Cache, 'get' | 'compareAndSet'>,
  key: string,
  ttlMs: number,
  decide: (held: string | null) => string | null,
): Promise<string | null> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const held = await cache.get(key);
    const next = decide(held);
    if (await cache.compareAndSet(key, held, next, ttlMs)) return next;
  }
  throw new CacheContendedError(`Others changed the same key ${maxTries} times in a row`);
}
