import type { SigningKey } from '@outlay/identity/access-token.ts';
import type { Sealer } from '@outlay/identity/seal.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { openWithMasterKey } from '@outlay/service-kit/master-key.ts';
import {
  createLocalJWKSet,
  errors,
  importJWK,
  type CryptoKey,
  type JSONWebKeySet,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';
import type { Sql } from 'postgres';
import { publishedKeys, sealedKey, type StoredKey } from '../store/signing-keys.ts';

/** This process's view of the signing keys in the database. */
export type KeyRing = {
  /** The key that signs now. */
  readonly signingKey: () => Promise<SigningKey>;
  /** The public keys, for whoever verifies tokens (RFC 7517). */
  readonly keySet: () => Promise<JSONWebKeySet>;
  /** Finds a token's key, in the database too when it is not known yet. */
  readonly find: JWTVerifyGetKey;
};

type KeyRingOptions = {
  readonly sql: Sql<{ bigint: bigint }>;
  readonly sealer: Sealer;
  readonly now: () => Date;
  /** A key is known here this soon after it was made, and so before it signs. */
  readonly reloadedEveryMs: number;
  readonly logger: Logger;
};

/** A token of an unknown key asks the database again, but so often at most. */
const askedAgainAfterMs = 1_000;

type Loaded = {
  readonly at: number;
  readonly keys: readonly StoredKey[];
  readonly find: JWTVerifyGetKey;
};

export function createKeyRing(options: KeyRingOptions): KeyRing {
  const { sql, sealer, now, reloadedEveryMs, logger } = options;
  const privateKeys = new Map<string, CryptoKey>();
  let loaded: Loaded | null = null;
  let loading: Promise<Loaded> | null = null;

  const load = async (): Promise<Loaded> => {
    const at = now().getTime();
    const keys = await publishedKeys(sql, new Date(at));
    const find = createLocalJWKSet({ keys: keys.map(({ publicJwk }) => publicJwk) });
    loaded = { at, keys, find };
    return loaded;
  };

  /** The keys as they were `maxAgeMs` ago or later; when the database is away, those known before. */
  const keysWithin = async (maxAgeMs: number): Promise<Loaded> => {
    const known = loaded;
    if (known && Math.abs(now().getTime() - known.at) < maxAgeMs) return known;
    loading ??= load().finally(() => {
      loading = null;
    });
    if (!known) return loading;
    return loading.catch((error: unknown) => {
      logger.warn(
        { err: error },
        'could not read the signing keys anew; going on with those known',
      );
      return known;
    });
  };

  return {
    signingKey: async () => {
      const at = now();
      const { keys } = await keysWithin(reloadedEveryMs);
      const current = keys.findLast(({ signsFrom }) => signsFrom <= at) ?? keys[0];
      if (!current) throw new Error('There is no signing key.');
      const privateKey = privateKeys.get(current.kid) ?? (await openPrivateKey(sealer, current));
      privateKeys.set(current.kid, privateKey);
      return { kid: current.kid, privateKey };
    },
    keySet: async () => {
      const { keys } = await keysWithin(reloadedEveryMs);
      return { keys: keys.map(({ publicJwk }) => publicJwk) };
    },
    find: async (header, token) => {
      const known = await keysWithin(reloadedEveryMs);
      try {
        return await known.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        return (await keysWithin(askedAgainAfterMs)).find(header, token);
      }
    },
  };
}

async function openPrivateKey(sealer: Sealer, key: StoredKey): Promise<CryptoKey> {
  const text = openWithMasterKey(sealer, sealedKey(key));
  return (await importJWK(JSON.parse(text) as JWK, 'EdDSA')) as CryptoKey;
}
