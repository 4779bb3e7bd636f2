import { badUserInput } from '@outlay/service-kit/errors.ts';
import type { AlertRow } from '../../store/tables.ts';
import { bookOf, type Context } from '../context.ts';
import { sequenceOf } from '../cursor.ts';
import type { SubscriptionResolvers } from '../types.generated.ts';

/**
 * Where the stream starts is settled before the subscription is accepted: what is raised from then on will
 * be seen, even if it is raised before the first event is asked for.
 */
export const overspendAlerts: SubscriptionResolvers['overspendAlerts'] = {
  subscribe: async (_root, { after }, context) => {
    const bookId = bookOf(context);
    return context.streams.open(bookId, await startOf(bookId, after, context));
  },
  resolve: (alert: AlertRow) => alert,
};

async function startOf(
  bookId: string,
  after: string | null | undefined,
  { alerts }: Context,
): Promise<bigint> {
  const sequence = typeof after === 'string' ? sequenceOf(after) : null;
  const last = await alerts.lastSequence(bookId);
  // Waiting beyond the end would swallow alerts in silence until the stream got there.
  if (sequence !== null && sequence > last) {
    throw badUserInput(
      'The cursor is not one of your alerts. Leave it out, or pass your last one.',
    );
  }
  return sequence ?? last;
}
