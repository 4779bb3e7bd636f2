import type { profileChanged } from '@outlay/events/user.ts';
import type { DataOf } from '@outlay/events/contract.ts';
import type { Sealer } from '@outlay/identity/seal.ts';
import type { SealedText } from '@outlay/service-kit/master-key.ts';

/** A profile as it is stored and as an answer is remembered: JSON, with the address sealed. */
export type Profile = {
  readonly bookId: string;
  readonly userId: string;
  readonly displayName: string;
  readonly emailSealed: string;
  readonly emailAlerts: boolean;
  readonly currency: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly firstDayOfWeek: number;
  /** RFC 3339 in UTC. */
  readonly createdAt: string;
};

export function sealEmail(sealer: Sealer, userId: string, email: string): string {
  return sealer.seal(email, emailContext(userId));
}

/** The address as it is kept. */
export function sealedEmail({
  emailSealed,
  userId,
}: Pick<Profile, 'emailSealed' | 'userId'>): SealedText {
  return { sealed: emailSealed, context: emailContext(userId) };
}

export function channelsOf(sealer: Sealer, profile: Profile) {
  const { sealed, context } = sealedEmail(profile);
  const address = sealer.open(sealed, context);
  return [{ kind: 'EMAIL' as const, address, enabled: profile.emailAlerts }];
}

export function preferencesOf({ currency, locale, timeZone, firstDayOfWeek }: Profile) {
  return { currency, locale, timeZone, firstDayOfWeek };
}

/** What `user.profile-changed` tells: the whole profile. */
export function changedProfile(sealer: Sealer, profile: Profile): DataOf<typeof profileChanged> {
  const { userId, bookId, displayName } = profile;
  const channels = channelsOf(sealer, profile);
  return { userId, bookId, displayName, preferences: preferencesOf(profile), channels };
}

function emailContext(userId: string): string {
  return `profiles.email:${userId}`;
}
