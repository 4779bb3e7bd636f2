import { z } from 'zod';
import { defineEvent } from './contract.ts';
import { instant } from './values.ts';

const topic = 'notification';

/** An alert was recorded for a person, with one delivery per channel unless it is outranked. */
export const alertRaised = defineEvent(
  topic,
  'notification.alert-raised',
  z.object({
    alertId: z.uuid(),
    bookId: z.uuid(),
    kind: z.enum(['ALMOST_SPENT', 'OVERSPENT', 'RECOVERED']),
    budgetId: z.uuid(),
    raisedAt: instant,
  }),
);
