import { z } from 'zod';
import { defineEvent } from './contract.ts';
import { preferences } from './values.ts';

const topic = 'auth';

/** Someone signed up. Their book's id is decided here, so that it can be in their first token. */
export const userSignedUp = defineEvent(
  topic,
  'auth.user-signed-up',
  z.object({
    userId: z.uuid(),
    bookId: z.uuid(),
    email: z.email(),
    displayName: z.string().min(1),
    preferences,
  }),
);
