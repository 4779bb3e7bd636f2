import { isDeepStrictEqual } from 'node:util';
import { addToOutbox, newEvent } from '@outlay/event-log/outbox.ts';
import { profileChanged } from '@outlay/events/user.ts';
import { notReady, unauthenticated } from '@outlay/service-kit/errors.ts';
import { once } from '@outlay/service-kit/idempotency.ts';
import type { IdempotencyConflict } from '@outlay/service-kit/problems.ts';
import { transaction } from '@outlay/service-kit/transaction.ts';
import { changedProfile, type Profile } from '../profile.ts';
import { lockProfile, storeProfile } from '../store/profiles.ts';
import type { Context } from './context.ts';

/** The fields that a user may change; what is left out or null stays. */
export type Changes = {
  readonly [
    Field in 'displayName' | 'emailAlerts' | 'currency' | 'locale' | 'timeZone' | 'firstDayOfWeek'
  ]?: Profile[Field] | null | undefined;
};

/**
 * Changes the viewer's profile once per idempotency key, and tells of it in the same transaction. The same
 * request again gets the profile as it was after the change, whatever has happened to it since.
 */
export async function changeProfile(
  { viewer, profiles, traceparent }: Context,
  request: { readonly operation: string; readonly key: string; readonly changes: Changes },
): Promise<{ readonly user: Profile } | IdempotencyConflict> {
  if (!viewer) throw unauthenticated();
  const given = Object.entries(request.changes).filter(([, value]) => (value ?? null) !== null);
  const changes = Object.fromEntries(given) as Partial<Profile>;
  await profiles.of(viewer);

  const answer = await transaction(profiles.database.sql, (tx) => {
    const { operation, key } = request;
    // One book may have several users one day, and each chooses keys of their own.
    const input = { userId: viewer.userId, changes };
    return once(tx, { bookId: viewer.bookId, key, operation, input }, async () => {
      const before = await lockProfile(tx, viewer);
      if (!before) throw notReady('Your profile is not there any more.');
      const user: Profile = { ...before, ...changes };
      if (!isDeepStrictEqual(user, before)) {
        await storeProfile(tx, user);
        await addToOutbox(tx, [
          newEvent({
            contract: profileChanged,
            key: user.bookId,
            data: changedProfile(profiles.sealer, user),
            occurredAt: profiles.now().toISOString(),
            traceparent,
          }),
        ]);
      }
      return { answer: { user }, keep: true };
    });
  });
  profiles.relay.wake();
  return answer;
}
