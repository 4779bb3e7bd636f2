import { updatePreferences } from './Mutation/updatePreferences.ts';
import { updateProfile } from './Mutation/updateProfile.ts';
import { me } from './Query/me.ts';
import type { Resolvers } from './types.generated.ts';
import { User } from './User.ts';

export const resolvers: Resolvers = {
  Query: { me },
  Mutation: { updateProfile, updatePreferences },
  User,
};
