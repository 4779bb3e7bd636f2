import { unauthenticated } from '@outlay/service-kit/errors.ts';
import { channelsOf, preferencesOf } from '../profile.ts';
import type { UserResolvers } from './types.generated.ts';

export const User: UserResolvers = {
  /** Users see themselves and nobody else: any other id is as good as unknown. */
  __resolveReference: async ({ id }, { viewer, profiles }) => {
    if (!viewer) throw unauthenticated();
    return id === viewer.userId ? profiles.of(viewer) : null;
  },
  id: ({ userId }) => userId,
  preferences: preferencesOf,
  contactChannels: (profile, _args, { profiles }) => channelsOf(profiles.sealer, profile),
};
