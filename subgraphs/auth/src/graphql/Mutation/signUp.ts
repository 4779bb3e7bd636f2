import { newEvent, addToOutbox } from '@outlay/event-log/outbox.ts';
import { userSignedUp } from '@outlay/events/auth.ts';
import { uuidv7 } from '@outlay/events/uuidv7.ts';
import { idempotencyKey, requestHash } from '@outlay/service-kit/idempotency.ts';
import {
  currency,
  displayName,
  firstDayOfWeek,
  locale,
  timeZone,
} from '@outlay/service-kit/person-rules.ts';
import { idempotencyConflict, parseInput } from '@outlay/service-kit/problems.ts';
import { transaction } from '@outlay/service-kit/transaction.ts';
import { z } from 'zod';
import type { Hashing } from '../../adapters/passwords.ts';
import { email, passwordOf } from '../../domain/credentials.ts';
import { emailIndexOf, sealEmail } from '../../identity.ts';
import {
  addIdentity,
  type Identity,
  identityOfEmail,
  type IdentityWithPassword,
  lockEmail,
  type Transaction,
} from '../../store/identities.ts';
import { startSession } from '../../store/refresh-tokens.ts';
import type { Auth, Context } from '../context.ts';
import { sessionOf } from '../session-tokens.ts';
import { targetsOf } from '../sign-in-targets.ts';
import type { MutationResolvers } from '../types.generated.ts';

/**
 * Nobody is signed in yet, so the idempotency key counts within its e-mail address. What is remembered of
 * the input is a hash without the password; that one is checked against the stored hash instead.
 */
export const signUp: MutationResolvers['signUp'] = async (_parent, { input }, context) => {
  const { auth } = context;
  const parsed = parseInput(rules(auth.settings.passwords), input);
  if (!parsed.ok) return parsed.problem;
  const request = parsed.value;
  const emailIndex = emailIndexOf(auth.sealer, request.email);

  const outcome = await auth.passwords.atTurn((hashing) =>
    transaction(auth.database.sql, async (tx) => {
      await lockEmail(tx, emailIndex);
      const known = await identityOfEmail(tx, emailIndex);
      const identity = known
        ? await sameAgain(tx, { known, request, hashing, context })
        : await newIdentity(tx, { emailIndex, request, hashing, context });
      if ('__typename' in identity) return identity;
      const { refreshTokenDays } = auth.settings.sessions;
      const lifetime = { now: auth.now(), refreshTokenDays };
      return { identity, grant: await startSession(tx, identity.userId, lifetime) };
    }),
  );
  if ('__typename' in outcome) return outcome;
  auth.relay.wake();
  const session = await sessionOf(auth, outcome.identity, outcome.grant);
  return { __typename: 'SignUpSuccess', session };
};

function rules(passwords: Auth['settings']['passwords']) {
  return z.object({
    email,
    password: passwordOf(passwords.minimumCharacters, passwords.maximumCharacters),
    displayName,
    currency,
    locale,
    timeZone,
    firstDayOfWeek,
    idempotencyKey,
  });
}

type Request = z.output<ReturnType<typeof rules>>;
type Work = { readonly request: Request; readonly hashing: Hashing; readonly context: Context };

async function newIdentity(
  tx: Transaction,
  { emailIndex, request, hashing, context }: Work & { readonly emailIndex: string },
): Promise<Identity> {
  const { auth, traceparent } = context;
  const { email, password, displayName } = request;
  const [userId, bookId] = [uuidv7(), uuidv7()];
  const identity = {
    userId,
    bookId,
    emailIndex,
    emailSealed: sealEmail(auth.sealer, userId, email),
    passwordHash: await hashing.hash(password),
    signUpKey: request.idempotencyKey,
    signUpHash: hashOf(request),
  };
  const now = auth.now();
  await addIdentity(tx, identity, now);
  await addToOutbox(tx, [
    newEvent({
      contract: userSignedUp,
      key: bookId,
      data: { userId, bookId, email, displayName, preferences: preferencesOf(request) },
      occurredAt: now.toISOString(),
      traceparent,
    }),
  ]);
  return identity;
}

/** The identity, if this is the request that made it; a wrong password here is a guess and is counted. */
async function sameAgain(
  tx: Transaction,
  { known, request, hashing, context }: Work & { readonly known: IdentityWithPassword },
) {
  if (known.signUpKey !== request.idempotencyKey) {
    const message = 'Another user has that e-mail address. Sign in, or use another address.';
    return { __typename: 'EmailTaken' as const, message };
  }
  const { attempts } = context.auth;
  const now = context.auth.now();
  const targets = targetsOf(context, known.emailIndex);
  const isSame = hashOf(request).equals(known.signUpHash);
  const mayTry = isSame && (await attempts.secondsToWait(tx, targets, now)) === 0;
  if (!mayTry) return idempotencyConflict(request.idempotencyKey);
  if (!(await hashing.verify(known.passwordHash, request.password))) {
    await attempts.countFailure(tx, targets, now);
    return idempotencyConflict(request.idempotencyKey);
  }
  await attempts.forgetFailures(tx, targets);
  return known;
}

function hashOf(request: Request): Buffer {
  const { displayName } = request;
  return requestHash('signUp', { displayName, ...preferencesOf(request) });
}

function preferencesOf({ currency, locale, timeZone, firstDayOfWeek }: Request) {
  return { currency, locale, timeZone, firstDayOfWeek };
}
