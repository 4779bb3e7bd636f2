import type { Database } from '@outlay/service-kit/database.ts';
import { and, desc, eq, gt, isNull } from '@outlay/service-kit/drizzle/core.cjs';
import type { Transaction } from './identities.ts';
import { hashOf } from './refresh-tokens.ts';
import { identities, sessions } from './tables.ts';

export type OpenSession = {
  readonly id: string;
  readonly startedAt: Date;
  readonly refreshedAt: Date;
};

/** More sessions than anybody has; it bounds one answer. */
const listedAtMost = 500;

/** The sessions in which a user is signed in, newest first. */
export async function openSessions(
  db: Database['db'],
  { userId, bookId }: { userId: string; bookId: string },
  now: Date,
): Promise<OpenSession[]> {
  return db
    .select({ id: sessions.id, startedAt: sessions.startedAt, refreshedAt: sessions.refreshedAt })
    .from(sessions)
    .innerJoin(identities, eq(identities.userId, sessions.userId))
    .where(
      and(
        eq(sessions.userId, userId),
        eq(identities.bookId, bookId),
        isNull(sessions.endedAt),
        gt(sessions.expiresAt, now),
      ),
    )
    .orderBy(desc(sessions.startedAt), desc(sessions.id))
    .limit(listedAtMost);
}

/**
 * Ends the session of a refresh token, or all of its user's. Any token that the session had in its time
 * will do, used or not, as long as it has not expired. Gives those that were open until now.
 */
export async function endSessions(
  tx: Transaction,
  token: string,
  { everywhere, now }: { everywhere: boolean; now: Date },
): Promise<string[]> {
  // Rows are locked in the order of their ids, so that two sign-outs never wait for each other.
  const ended = await tx<{ id: string; open: boolean }[]>`
    WITH own AS (
      SELECT sessions.id, user_id FROM sessions JOIN refresh_tokens ON session_id = sessions.id
      WHERE token_hash = ${hashOf(token)} AND refresh_tokens.expires_at > ${now}
    ), locked AS (
      SELECT id FROM sessions
      WHERE ended_at IS NULL
        AND (id = (SELECT id FROM own) OR ${everywhere} AND user_id = (SELECT user_id FROM own))
      ORDER BY id FOR UPDATE
    )
    UPDATE sessions SET ended_at = ${now}, end_reason = 'SIGNED_OUT'
    WHERE id IN (SELECT id FROM locked)
    RETURNING id, expires_at > ${now} AS open`;
  return ended.filter(({ open }) => open).map(({ id }) => id);
}
