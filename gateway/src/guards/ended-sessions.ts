import type { EndedSessions } from '@outlay/cache/ended-sessions.ts';
import { andThen } from '../promise-or-value.ts';
import type { Authenticate } from './authenticate.ts';
import { refusal } from './refusal.ts';

/** Takes no token whose session is over, though the token itself has not expired. */
export function refuseEnded(
  authenticate: Authenticate,
  sessions: Pick<EndedSessions, 'isOver'>,
): Authenticate {
  return (authorization) =>
    andThen(authenticate(authorization), (viewer) => {
      if (!viewer) return viewer;
      return andThen(sessions.isOver(viewer.sessionId), (isOver) => {
        if (!isOver) return viewer;
        throw refusal(401, 'UNAUTHENTICATED', 'The session is over. Sign in again.', {
          headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
        });
      });
    });
}
