import { errors, jwtVerify, SignJWT, type CryptoKey, type JWTVerifyGetKey } from 'jose';
import { ZodError } from 'zod';
import { viewer, type Viewer } from './viewer.ts';

/** An access token works this long. */
export const accessTokenSeconds = 600;

/** How long a token may be taken at the most after it was signed, clocks that differ included. */
export const accessTokenLivesMs = (accessTokenSeconds + 60) * 1_000;

const issuer = 'outlay';
const audience = 'outlay-graph';
const algorithm = 'EdDSA';

export type SigningKey = { readonly kid: string; readonly privateKey: CryptoKey };

/** Why a token is refused: `TOKEN_EXPIRED` asks for a refresh, `TOKEN_INVALID` for a new sign-in. */
export class AccessTokenError extends Error {
  override readonly name = 'AccessTokenError';
  readonly code: 'TOKEN_EXPIRED' | 'TOKEN_INVALID';
  constructor(code: 'TOKEN_EXPIRED' | 'TOKEN_INVALID', message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The bytes of a JWS (RFC 7515) whose subject is the user. `now` is in milliseconds since the epoch. */
export async function signAccessToken(
  key: SigningKey,
  who: Omit<Viewer, 'expiresAt'>,
  now: number,
): Promise<{ token: string; expiresAt: number }> {
  const issuedAt = Math.floor(now / 1000);
  const expiresAt = issuedAt + accessTokenSeconds;
  const token = await new SignJWT({ book: who.bookId, sid: who.sessionId, roles: who.roles })
    .setProtectedHeader({ alg: algorithm, kid: key.kid, typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(who.userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key.privateKey);
  return { token, expiresAt };
}

/**
 * Reads the viewer out of a token. `keys` finds the public key of its `kid`, for instance jose's
 * `createLocalJWKSet` or `createRemoteJWKSet`. Throws {@link AccessTokenError} for anything wrong with
 * the token; what goes wrong in reaching the keys is thrown as it is.
 */
export async function verifyAccessToken(token: string, keys: JWTVerifyGetKey): Promise<Viewer> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [algorithm],
      typ: 'at+jwt',
      clockTolerance: 5,
    });
    return viewer.parse({
      userId: payload.sub,
      bookId: payload['book'],
      sessionId: payload['sid'],
      roles: payload['roles'],
      expiresAt: payload.exp,
    });
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    throw new AccessTokenError(...refusal, { cause: error });
  }
}

/** Faults of a token, as opposed to those of the keys and of the way to them. */
const tokenFaults = [
  errors.JWTInvalid,
  errors.JWTClaimValidationFailed,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  ZodError,
];

function refusalOf(error: unknown): [AccessTokenError['code'], string] | null {
  if (error instanceof errors.JWTExpired) {
    return ['TOKEN_EXPIRED', 'The access token has expired; refresh the session or sign in.'];
  }
  if (tokenFaults.some((fault) => error instanceof fault)) {
    return ['TOKEN_INVALID', 'The access token is not valid; sign in again.'];
  }
  return null;
}
