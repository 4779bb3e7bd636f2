import { parseInput } from '@outlay/service-kit/problems.ts';
import { transaction } from '@outlay/service-kit/transaction.ts';
import { z } from 'zod';
import { email, passwordOf } from '../../domain/credentials.ts';
import { emailIndexOf } from '../../identity.ts';
import { identityOfEmail, lockEmail, replacePasswordHash } from '../../store/identities.ts';
import { startSession } from '../../store/refresh-tokens.ts';
import { sessionOf } from '../session-tokens.ts';
import { targetsOf } from '../sign-in-targets.ts';
import type { MutationResolvers } from '../types.generated.ts';

/**
 * An address that nobody has takes the same steps and as long as one with another password: neither the
 * answer nor its time tells who is here. Attempts at one address go one after the other, so that a
 * burst of guesses is counted like guesses in a row.
 */
export const signIn: MutationResolvers['signIn'] = async (_parent, { input }, context) => {
  const { auth } = context;
  const parsed = parseInput(rules(auth.settings.passwords.maximumCharacters), input);
  if (!parsed.ok) return parsed.problem;
  const { email, password } = parsed.value;
  const emailIndex = emailIndexOf(auth.sealer, email);
  const targets = targetsOf(context, emailIndex);

  const outcome = await auth.passwords.atTurn((hashing) =>
    transaction(auth.database.sql, async (tx) => {
      await lockEmail(tx, emailIndex);
      const now = auth.now();
      const seconds = await auth.attempts.secondsToWait(tx, targets, now);
      if (seconds > 0) return tooManyAttempts(seconds);
      const identity = await identityOfEmail(tx, emailIndex);
      const right = await hashing.verify(identity?.passwordHash ?? null, password);
      if (!identity || !right) {
        await auth.attempts.countFailure(tx, targets, now);
        return wrongCredentials();
      }
      await auth.attempts.forgetFailures(tx, targets);
      if (hashing.isOutdated(identity.passwordHash)) {
        await replacePasswordHash(tx, identity.userId, await hashing.hash(password));
      }
      const { refreshTokenDays } = auth.settings.sessions;
      return {
        identity,
        grant: await startSession(tx, identity.userId, { now, refreshTokenDays }),
      };
    }),
  );
  if ('__typename' in outcome) return outcome;
  const session = await sessionOf(auth, outcome.identity, outcome.grant);
  return { __typename: 'SignInSuccess', session };
};

/** Any password may be tried; one that nobody can have isn't hashed. */
function rules(maximumCharacters: number) {
  return z.object({ email, password: passwordOf(1, maximumCharacters) });
}

function wrongCredentials() {
  const message = 'No user has that e-mail address with that password. Check both and try again.';
  return { __typename: 'WrongCredentials' as const, message };
}

function tooManyAttempts(retryAfterSeconds: number) {
  const message = `There were too many attempts. Wait ${retryAfterSeconds} seconds, then try again.`;
  return { __typename: 'TooManyAttempts' as const, message, retryAfterSeconds };
}
