import { signAccessToken } from '@outlay/identity/access-token.ts';
import { rolesOf } from '../identity.ts';
import type { Identity } from '../store/identities.ts';
import type { Grant } from '../store/refresh-tokens.ts';
import type { Auth } from './context.ts';
import type { ResolversTypes } from './types.generated.ts';

/** A `Session` for a grant that is committed: its refresh token and a fresh access token. */
export async function sessionOf(auth: Auth, identity: Identity, grant: Grant) {
  const { userId, bookId } = identity;
  const who = {
    userId,
    bookId,
    sessionId: grant.sessionId,
    roles: rolesOf(auth.operators, identity),
  };
  const key = await auth.keys.signingKey();
  const { token, expiresAt } = await signAccessToken(key, who, auth.now().getTime());
  return {
    accessToken: token,
    accessTokenExpiresAt: new Date(expiresAt * 1000),
    refreshToken: grant.refreshToken,
    refreshTokenExpiresAt: grant.refreshTokenExpiresAt,
    user: identity,
  } satisfies Awaited<ResolversTypes['Session']>;
}
