import { AccessTokenError, verifyAccessToken } from '@outlay/identity/access-token.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { GraphQLError } from 'graphql';
import type { JWTVerifyGetKey } from 'jose';
import type { PromiseOrValue } from '../promise-or-value.ts';
import { refusal } from './refusal.ts';

/**
 * Reads the viewer out of an `Authorization` header (RFC 6750); null when there is none, so that
 * people can sign up and sign in. Throws a {@link GraphQLError} of code `TOKEN_EXPIRED` or
 * `UNAUTHENTICATED` (status 401), or `SUBGRAPH_UNAVAILABLE` (503) when the keys can't be reached.
 */
export type Authenticate = (authorization: string | undefined) => PromiseOrValue<Viewer | null>;

export function createAuthenticate(keys: JWTVerifyGetKey, logger: Logger): Authenticate {
  return async (authorization) => {
    if (authorization === undefined) return null;
    const token = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
    if (token === undefined) {
      throw invalid('UNAUTHENTICATED', 'Send the access token as `Authorization: Bearer …`.');
    }
    try {
      return await verifyAccessToken(token, keys);
    } catch (error) {
      if (error instanceof AccessTokenError) {
        const code = error.code === 'TOKEN_EXPIRED' ? error.code : 'UNAUTHENTICATED';
        throw invalid(code, error.message);
      }
      logger.error({ err: error }, 'could not get the keys that access tokens are checked with');
      throw refusal(
        503,
        'SUBGRAPH_UNAVAILABLE',
        'The access token can’t be checked right now. Try again in a moment.',
        { headers: { 'retry-after': '1' } },
      );
    }
  };
}

function invalid(code: string, message: string): GraphQLError {
  return refusal(401, code, message, {
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });
}
