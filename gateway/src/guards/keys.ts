import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

/** The keys that access tokens are checked with. */
export type Keys = {
  readonly find: JWTVerifyGetKey;
  /** False until they were fetched once; nobody who is signed in can be answered before. */
  readonly known: () => boolean;
  readonly stop: () => void;
};

const timeoutMs = 3_000;
/** A token that names an unknown key has the set fetched, at most this often. */
const cooldownMs = 10_000;
const renewEveryMs = 5 * 60_000;
const retryEveryMs = 1_000;

/**
 * Auth's key set over HTTP: fetched at start, when a token names a key that it doesn't hold, and now and
 * then in the background. No request waits because the set has become old: whoever is signed in goes on
 * being answered while auth is away.
 */
export function remoteKeys(url: URL, logger: Logger): Keys {
  const find = createRemoteJWKSet(url, {
    timeoutDuration: timeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: Infinity,
  });
  const stopping = new AbortController();
  const known = (): boolean => find.jwks() !== undefined;

  async function renew(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await find.reload();
      } catch (error) {
        logger.warn({ err: error }, 'could not fetch the keys that access tokens are checked with');
      }
      const options = { signal: stopping.signal, ref: false };
      await sleep(known() ? renewEveryMs : retryEveryMs, undefined, options).catch(() => {});
    }
  }

  void renew();
  return { find, known, stop: () => stopping.abort() };
}

/** A key set of this process. */
export function ownKeys(find: JWTVerifyGetKey): Keys {
  return { find, known: () => true, stop: () => {} };
}
