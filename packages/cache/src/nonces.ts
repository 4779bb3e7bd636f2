import type { Cache } from './port.ts';

/**
 * Remembers the nonces of one receiver's requests for all of its processes: a memory for `RequestVerifier`
 * of packages/identity.
 */
export function sharedNonces(
  cache: Cache,
  receiver: string,
): { isNew: (nonce: string, forMs: number) => Promise<boolean> } {
  return {
    isNew: (nonce, forMs) => cache.setIfAbsent(`nonces/${receiver}/${nonce}`, '', forMs),
  };
}
