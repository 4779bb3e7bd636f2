import { unauthenticated } from '@outlay/service-kit/errors.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const me: QueryResolvers['me'] = async (_parent, _args, { viewer, profiles }) => {
  if (!viewer) throw unauthenticated();
  return profiles.of(viewer);
};
