import { unauthenticated } from '@outlay/service-kit/errors.ts';
import { openSessions } from '../../store/sessions.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const sessions: QueryResolvers['sessions'] = async (_parent, _args, { viewer, auth }) => {
  if (!viewer) throw unauthenticated();
  const open = await openSessions(auth.database.db, viewer, auth.now());
  return open.map((session) => ({ ...session, current: session.id === viewer.sessionId }));
};
