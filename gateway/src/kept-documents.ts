import type { Cache } from '@outlay/cache/port.ts';
import type { KeptDocuments } from './documents.ts';

/** Those that are in use are remembered by each gateway as well; one that is forgotten is sent again. */
const keptMs = 3_600_000;
/** What is longer is sent as it is each time. */
const longest = 10_000;
const mostPerMinute = 100;

/**
 * Documents in the cache that gateways share; without one, what each remembers by itself is all. Anybody may
 * make up documents without end, and what else is in the cache must not be pushed out by them: so only so many
 * new ones are taken in a minute, and none while the shared cache is away.
 */
export function keptDocumentsIn(cache: Cache): KeptDocuments {
  const key = (hash: string): string => `documents/${hash}`;
  let minute = 0;
  let taken = 0;

  function mayTakeOneMore(): boolean {
    const now = Math.floor(performance.now() / 60_000);
    if (now !== minute) [minute, taken] = [now, 0];
    return (taken += 1) <= mostPerMinute;
  }

  return {
    get: async (hash) => (cache.shared ? cache.get(key(hash)) : null),
    async set(hash, text) {
      const fits = cache.shared && cache.available() && text.length <= longest;
      if (fits && mayTakeOneMore()) await cache.set(key(hash), text, keptMs);
    },
  };
}
