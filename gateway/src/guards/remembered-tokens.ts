import type { Viewer } from '@outlay/identity/viewer.ts';
import { LRUCache } from 'lru-cache';
import { andThen } from '../promise-or-value.ts';
import type { Authenticate } from './authenticate.ts';

/** How long a token that was checked is taken as it is; a key that was taken back works this long at most. */
const keptMs = 30_000;
/** Of all headers together: of some 10,000 viewers who asked last. */
const keptCharacters = 8_000_000;

type Remembered = { readonly viewer: Viewer; readonly checkedAt: number };

export type Clocks = {
  /** Milliseconds since the epoch, which tokens go by. */
  readonly time: () => number;
  /** Milliseconds that pass evenly, whatever becomes of the time. */
  readonly elapsed: () => number;
};

const clocks: Clocks = { time: Date.now, elapsed: () => performance.now() };

/**
 * Checks the signature of a token once in a while instead of with each request: that takes longer than
 * everything else that is done for a small query. From the time on that a token says itself it is checked
 * each time, which allows it a few seconds more for clocks that differ; and what is refused is refused each
 * time anew. That a session is over has to be asked outside of this.
 */
export function rememberTokens(
  authenticate: Authenticate,
  { time, elapsed }: Clocks = clocks,
): Authenticate {
  const kept = new LRUCache<string, Remembered>({
    maxSize: keptCharacters,
    sizeCalculation: (_remembered, authorization) => authorization.length,
  });
  return (authorization) => {
    if (authorization === undefined) return authenticate(authorization);
    const known = kept.get(authorization);
    const isFresh = known && elapsed() - known.checkedAt < keptMs;
    if (isFresh && time() < known.viewer.expiresAt * 1_000) return known.viewer;
    const checkedAt = elapsed();
    return andThen(authenticate(authorization), (viewer) => {
      if (viewer) kept.set(copyOf(authorization), { viewer, checkedAt });
      return viewer;
    });
  };
}

/** A part of a text keeps all of the text: here the whole head of a request. */
function copyOf(part: string): string {
  return Buffer.from(part, 'latin1').toString('latin1');
}
