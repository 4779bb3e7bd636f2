import { idempotencyKey } from '@outlay/service-kit/idempotency.ts';
import { notFound, parseInput } from '@outlay/service-kit/problems.ts';
import { z } from 'zod';
import { bookOf } from '../context.ts';
import { sequenceOf } from '../cursor.ts';
import { isId } from '../ids.ts';
import type { MutationResolvers } from '../types.generated.ts';

const mostIds = 100;

const cursor = z.string().transform((text, context) => {
  try {
    return sequenceOf(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be the `cursor` of an alert.' });
    return z.NEVER;
  }
});

const rules = z
  .object({
    ids: z
      .array(z.string())
      .min(1, 'must name at least one alert.')
      .max(mostIds, `must name at most ${mostIds} alerts.`)
      .nullish(),
    upTo: cursor.nullish(),
    idempotencyKey,
  })
  .superRefine(({ ids, upTo }, context) => {
    if (Array.isArray(ids) === (typeof upTo === 'bigint')) {
      const message = 'Give either `ids` or `upTo`, and not both.';
      context.addIssue({ code: 'custom', message });
    }
  });

export const markAlertsRead: MutationResolvers['markAlertsRead'] = async (
  _root,
  { input },
  context,
) => {
  const bookId = bookOf(context);
  const parsed = parseInput(rules, input);
  if (!parsed.ok) return parsed.problem;
  const { ids, upTo, idempotencyKey: key } = parsed.value;
  if (typeof upTo === 'bigint') return context.markRead({ bookId, key, which: { upTo } });
  const wanted = [...new Set(ids)];
  const malformed = wanted.find((id) => !isId(id));
  if (malformed !== undefined) return notFound('alert', malformed);
  return context.markRead({ bookId, key, which: { ids: wanted } });
};
