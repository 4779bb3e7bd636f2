import { unauthenticated } from '@outlay/service-kit/errors.ts';
import { idempotencyKey } from '@outlay/service-kit/idempotency.ts';
import { displayName } from '@outlay/service-kit/person-rules.ts';
import { parseInput } from '@outlay/service-kit/problems.ts';
import { z } from 'zod';
import { changeProfile } from '../change-profile.ts';
import type { MutationResolvers } from '../types.generated.ts';

const rules = z.object({
  displayName: displayName.nullish(),
  emailAlerts: z.boolean().nullish(),
  idempotencyKey,
});

export const updateProfile: MutationResolvers['updateProfile'] = async (
  _parent,
  { input },
  context,
) => {
  if (!context.viewer) throw unauthenticated();
  const parsed = parseInput(rules, input);
  if (!parsed.ok) return parsed.problem;
  const { idempotencyKey: key, ...changes } = parsed.value;
  const answer = await changeProfile(context, { operation: 'updateProfile', key, changes });
  return 'user' in answer ? { __typename: 'UpdateProfileSuccess', ...answer } : answer;
};
