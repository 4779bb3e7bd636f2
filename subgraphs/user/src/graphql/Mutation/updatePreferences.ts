import { unauthenticated } from '@outlay/service-kit/errors.ts';
import { idempotencyKey } from '@outlay/service-kit/idempotency.ts';
import { currency, firstDayOfWeek, locale, timeZone } from '@outlay/service-kit/person-rules.ts';
import { parseInput } from '@outlay/service-kit/problems.ts';
import { z } from 'zod';
import { changeProfile } from '../change-profile.ts';
import type { MutationResolvers } from '../types.generated.ts';

const rules = z.object({
  currency: currency.nullish(),
  locale: locale.nullish(),
  timeZone: timeZone.nullish(),
  firstDayOfWeek: firstDayOfWeek.nullish(),
  idempotencyKey,
});

export const updatePreferences: MutationResolvers['updatePreferences'] = async (
  _parent,
  { input },
  context,
) => {
  if (!context.viewer) throw unauthenticated();
  const parsed = parseInput(rules, input);
  if (!parsed.ok) return parsed.problem;
  const { idempotencyKey: key, ...changes } = parsed.value;
  const answer = await changeProfile(context, { operation: 'updatePreferences', key, changes });
  return 'user' in answer ? { __typename: 'UpdatePreferencesSuccess', ...answer } : answer;
};
