import { transaction } from '@outlay/service-kit/transaction.ts';
import { endSessions } from '../../store/sessions.ts';
import type { MutationResolvers } from '../types.generated.ts';

/** The refresh token says whose session it is; an access token isn't needed, it may have expired. */
export const signOut: MutationResolvers['signOut'] = async (_parent, { input }, { auth }) => {
  const { refreshToken, everywhere = false } = input;
  const ended = await transaction(auth.database.sql, (tx) =>
    endSessions(tx, refreshToken, { everywhere, now: auth.now() }),
  );
  await auth.tellEnded(ended);
  return { __typename: 'SignOutSuccess', sessionsEnded: ended.length };
};
