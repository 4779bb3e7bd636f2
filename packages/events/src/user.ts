import { z } from 'zod';
import { defineEvent } from './contract.ts';
import { preferences } from './values.ts';

const topic = 'user';

/** A profile was created or changed; always the whole of it, so the newest event alone is enough. */
export const profileChanged = defineEvent(
  topic,
  'user.profile-changed',
  z.object({
    userId: z.uuid(),
    bookId: z.uuid(),
    displayName: z.string().min(1),
    preferences,
    channels: z.array(
      z.object({
        kind: z.enum(['EMAIL']),
        address: z.string().min(3),
        enabled: z.boolean(),
      }),
    ),
  }),
);
