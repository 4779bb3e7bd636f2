import { createHash, randomBytes } from 'node:crypto';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import type { Identity, Transaction } from './identities.ts';

const dayMs = 86_400_000;

/** A session's newest refresh token, as its client gets it once. */
export type Grant = {
  readonly sessionId: string;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
};

type Lifetime = { readonly now: Date; readonly refreshTokenDays: number };

export async function startSession(
  tx: Transaction,
  userId: string,
  lifetime: Lifetime,
): Promise<Grant> {
  const grant = newGrant(uuidv7(), lifetime);
  await tx`
    INSERT INTO sessions (id, user_id, started_at, refreshed_at, expires_at)
    VALUES (${grant.sessionId}, ${userId}, ${lifetime.now}, ${lifetime.now},
            ${grant.refreshTokenExpiresAt})`;
  await addToken(tx, grant, lifetime);
  return grant;
}

export type Exchange =
  | { readonly outcome: 'RENEWED'; readonly identity: Identity; readonly grant: Grant }
  /** Used before: whoever holds the other token of the pair may be a thief, so the session is over. */
  | { readonly outcome: 'REUSED'; readonly sessionId: string }
  | { readonly outcome: 'REFUSED' };

/**
 * Marks a token as used and gives the next one. The marking is one statement on one row, so of two
 * requests with one token, on any replica, exactly one finds it unused; the other one is a reuse.
 */
export async function exchangeToken(
  tx: Transaction,
  token: string,
  lifetime: Lifetime,
): Promise<Exchange> {
  const { now } = lifetime;
  const hash = hashOf(token);
  const [marked] = await tx<{ sessionId: string; expiresAt: Date }[]>`
    UPDATE refresh_tokens SET used_at = ${now}
    WHERE token_hash = ${hash} AND used_at IS NULL
    RETURNING session_id AS "sessionId", expires_at AS "expiresAt"`;
  if (!marked) {
    const [ended] = await tx<{ sessionId: string }[]>`
      UPDATE sessions SET ended_at = ${now}, end_reason = 'TOKEN_REUSED'
      FROM refresh_tokens
      WHERE token_hash = ${hash} AND sessions.id = session_id AND ended_at IS NULL
      RETURNING sessions.id AS "sessionId"`;
    return ended ? { outcome: 'REUSED', ...ended } : { outcome: 'REFUSED' };
  }
  const { sessionId, expiresAt } = marked;
  if (expiresAt <= now) {
    await tx`
      UPDATE sessions SET ended_at = ${now}, end_reason = 'EXPIRED'
      WHERE id = ${sessionId} AND ended_at IS NULL`;
    return { outcome: 'REFUSED' };
  }
  const grant = newGrant(sessionId, lifetime);
  const [identity] = await tx<Identity[]>`
    UPDATE sessions SET refreshed_at = ${now}, expires_at = ${grant.refreshTokenExpiresAt}
    FROM identities
    WHERE id = ${sessionId} AND ended_at IS NULL AND identities.user_id = sessions.user_id
    RETURNING identities.user_id AS "userId", book_id AS "bookId",
              email_index AS "emailIndex", email_sealed AS "emailSealed"`;
  if (!identity) return { outcome: 'REFUSED' };
  await addToken(tx, grant, lifetime);
  return { outcome: 'RENEWED', identity, grant };
}

function newGrant(sessionId: string, { now, refreshTokenDays }: Lifetime): Grant {
  return {
    sessionId,
    // 256 bits of chance: nobody guesses one, so an unsalted fast hash keeps it safe at rest.
    refreshToken: randomBytes(32).toString('base64url'),
    refreshTokenExpiresAt: new Date(now.getTime() + refreshTokenDays * dayMs),
  };
}

async function addToken(tx: Transaction, grant: Grant, { now }: Lifetime): Promise<void> {
  await tx`
    INSERT INTO refresh_tokens (token_hash, session_id, issued_at, expires_at)
    VALUES (${hashOf(grant.refreshToken)}, ${grant.sessionId}, ${now}, ${grant.refreshTokenExpiresAt})`;
}

/** What is stored of a token. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
