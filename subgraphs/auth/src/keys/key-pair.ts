import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** A pair of keys in JWK form (RFC 7517), named by the thumbprint of the public one (RFC 7638). */
export type KeyPair = {
  readonly kid: string;
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
};

/** A new Ed25519 pair (RFC 8037). */
export async function generatePair(): Promise<KeyPair> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const publicJwk = await exportJWK(pair.publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    kid,
    privateJwk: await exportJWK(pair.privateKey),
    publicJwk: { ...publicJwk, kid, alg: 'EdDSA', use: 'sig' },
  };
}
