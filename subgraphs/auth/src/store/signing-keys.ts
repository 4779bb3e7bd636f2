import { accessTokenSeconds } from '@outlay/identity/access-token.ts';
import type { Sealer } from '@outlay/identity/seal.ts';
import { openWithMasterKey, type SealedText } from '@outlay/service-kit/master-key.ts';
import { transaction } from '@outlay/service-kit/transaction.ts';
import type { JWK } from 'jose';
import type { Sql } from 'postgres';
import { generatePair } from '../keys/key-pair.ts';
import type { Transaction } from './identities.ts';

export type StoredKey = {
  readonly kid: string;
  readonly privateJwkSealed: string;
  readonly publicJwk: JWK;
  readonly signsFrom: Date;
  readonly retiredAt: Date | null;
};

/** Room for clocks that differ and for answers under way, beyond the life of a token. */
const marginSeconds = 120;

type Rotation = {
  readonly sql: Sql<{ bigint: bigint }>;
  readonly sealer: Sealer;
  readonly now: Date;
};

/** Makes the first key where there is none. However many replicas start at once, they get one key. */
export async function ensureSigningKey(rotation: Rotation): Promise<void> {
  await transaction(rotation.sql, async (tx) => {
    await lockKeys(tx);
    const [current] = await tx`SELECT FROM signing_keys WHERE retired_at IS NULL`;
    if (!current) await addKey(tx, rotation, rotation.now);
  });
}

/**
 * Makes a new key, which is published at once and signs from `publishedAheadSeconds` on; the one before it
 * retires at that moment, and stays published until the last token that it signed has expired.
 * Gives the new key's id. Throws a ConfigError, and changes nothing, when the key before it was sealed by
 * another master key: those who sign could not open the new one.
 */
export async function rotateSigningKey(
  rotation: Rotation & { readonly publishedAheadSeconds: number },
): Promise<string> {
  const { sql, sealer, now, publishedAheadSeconds } = rotation;
  return transaction(sql, async (tx) => {
    await lockKeys(tx);
    const [current] = await tx<Pick<StoredKey, 'kid' | 'privateJwkSealed'>[]>`
      SELECT kid, private_jwk_sealed AS "privateJwkSealed" FROM signing_keys
      WHERE retired_at IS NULL`;
    if (current) openWithMasterKey(sealer, sealedKey(current));
    const signsFrom = new Date(now.getTime() + publishedAheadSeconds * 1000);
    await tx`UPDATE signing_keys SET retired_at = ${signsFrom} WHERE retired_at IS NULL`;
    return addKey(tx, rotation, signsFrom);
  });
}

/** The keys whose tokens may still be valid, and those that sign soon, oldest first. */
export async function publishedKeys(sql: Sql<{ bigint: bigint }>, now: Date): Promise<StoredKey[]> {
  return sql<StoredKey[]>`
    SELECT kid, private_jwk_sealed AS "privateJwkSealed", public_jwk AS "publicJwk",
           signs_from AS "signsFrom", retired_at AS "retiredAt"
    FROM signing_keys WHERE retired_at IS NULL OR retired_at >= ${publishedSince(now)}
    ORDER BY signs_from, created_at`;
}

/** Forgets keys whose last token has expired, the private ones with them. */
export async function removeRetiredKeys(sql: Sql<{ bigint: bigint }>, now: Date): Promise<void> {
  await sql`DELETE FROM signing_keys WHERE retired_at < ${publishedSince(now)}`;
}

/** A key's private half, as it is kept. */
export function sealedKey({
  kid,
  privateJwkSealed,
}: Pick<StoredKey, 'kid' | 'privateJwkSealed'>): SealedText {
  return { sealed: privateJwkSealed, context: sealContext(kid) };
}

function sealContext(kid: string): string {
  return `signing_keys.private_jwk:${kid}`;
}

function publishedSince(now: Date): Date {
  return new Date(now.getTime() - (accessTokenSeconds + marginSeconds) * 1000);
}

async function lockKeys(tx: Transaction): Promise<void> {
  await tx`SELECT pg_advisory_xact_lock(hashtextextended('signing keys', 0))`;
}

async function addKey(
  tx: Transaction,
  { sealer, now }: Rotation,
  signsFrom: Date,
): Promise<string> {
  const { kid, privateJwk, publicJwk } = await generatePair();
  const sealed = sealer.seal(JSON.stringify(privateJwk), sealContext(kid));
  await tx`
    INSERT INTO signing_keys (kid, private_jwk_sealed, public_jwk, created_at, signs_from)
    VALUES (${kid}, ${sealed}, ${tx.json(publicJwk as never)}, ${now}, ${signsFrom})`;
  return kid;
}
