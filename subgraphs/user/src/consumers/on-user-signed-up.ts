import { addToOutbox, newEvent } from '@outlay/event-log/outbox.ts';
import type { userSignedUp } from '@outlay/events/auth.ts';
import type { EventOf } from '@outlay/events/contract.ts';
import { profileChanged } from '@outlay/events/user.ts';
import type { Sealer } from '@outlay/identity/seal.ts';
import { changedProfile, type Profile, sealEmail } from '../profile.ts';
import { addProfiles, type Transaction } from '../store/profiles.ts';

/** The name under which user consumes; its positions are kept by it. */
export const consumerGroup = 'user';

/** Whoever signs up gets a profile, with alerts by e-mail until they say otherwise. */
export async function onUserSignedUp(
  tx: Transaction,
  events: readonly EventOf<typeof userSignedUp>[],
  sealer: Sealer,
): Promise<void> {
  const profiles = events.map(({ data, occurredAt }): Profile => ({
    bookId: data.bookId,
    userId: data.userId,
    displayName: data.displayName,
    emailSealed: sealEmail(sealer, data.userId, data.email),
    emailAlerts: true,
    ...data.preferences,
    createdAt: occurredAt,
  }));
  const causes = new Map(events.map((event) => [event.data.userId, event]));
  const added = await addProfiles(tx, profiles);
  await addToOutbox(
    tx,
    added.map((profile) =>
      newEvent({
        contract: profileChanged,
        key: profile.bookId,
        data: changedProfile(sealer, profile),
        occurredAt: profile.createdAt,
        traceparent: causes.get(profile.userId)?.traceparent,
      }),
    ),
  );
}
