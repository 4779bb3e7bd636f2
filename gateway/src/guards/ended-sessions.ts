import type { EndedSessions } from '@outlay/cache/ended-sessions.ts';
import type { Authenticate } from './authenticate.ts';
import { refusal } from './refusal.ts';

/** Takes no token whose session is over, though the token itself has not expired. */
export function refuseEnded(
  authenticate: Authenticate,
  sessions: Pick<EndedSessions, 'isOver'>,
): Authenticate {
  return async (authorization) => {
    const viewer = await authenticate(authorization);
    if (viewer && (await sessions.isOver(viewer.sessionId))) {
      throw refusal(401, 'UNAUTHENTICATED', 'The session is over. Sign in again.', {
        headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      });
    }
    return viewer;
  };
}
