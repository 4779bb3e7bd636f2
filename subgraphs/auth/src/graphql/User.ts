import { unauthenticated } from '@outlay/service-kit/errors.ts';
import { emailOf, rolesOf } from '../identity.ts';
import { identityOf } from '../store/identities.ts';
import type { UserResolvers } from './types.generated.ts';

export const User: UserResolvers = {
  /** Users see themselves and nobody else: any other id is as good as unknown. */
  __resolveReference: async ({ id }, { viewer, auth }) => {
    if (!viewer) throw unauthenticated();
    return id === viewer.userId ? identityOf(auth.database.db, viewer) : null;
  },
  id: ({ userId }) => userId,
  email: (user, _args, { auth }) => emailOf(auth.sealer, user),
  roles: (user, _args, { auth }) => rolesOf(auth.operators, user),
};
