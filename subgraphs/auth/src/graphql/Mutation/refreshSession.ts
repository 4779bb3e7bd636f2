import { transaction } from '@outlay/service-kit/transaction.ts';
import { exchangeToken } from '../../store/refresh-tokens.ts';
import { sessionOf } from '../session-tokens.ts';
import type { MutationResolvers } from '../types.generated.ts';

/**
 * There is no grace for a token that comes twice, not even at once: from here a client whose answer got
 * lost looks like a thief who was a moment faster (RFC 9700, 4.14.2). It costs that client a sign-in.
 */
export const refreshSession: MutationResolvers['refreshSession'] = async (
  _parent,
  { input },
  { auth },
) => {
  const { refreshTokenDays } = auth.settings.sessions;
  const exchange = await transaction(auth.database.sql, (tx) =>
    exchangeToken(tx, input.refreshToken, { now: auth.now(), refreshTokenDays }),
  );
  if (exchange.outcome === 'RENEWED') {
    const session = await sessionOf(auth, exchange.identity, exchange.grant);
    return { __typename: 'RefreshSessionSuccess', session };
  }
  if (exchange.outcome === 'REUSED') {
    const { sessionId } = exchange;
    auth.logger.warn({ sessionId }, 'a refresh token came twice; its session is over');
    await auth.tellEnded([sessionId]);
  }
  return { __typename: 'SessionEnded', message: 'The session is over. Sign in again.' };
};
