import { z } from 'zod';

/** Who a request is made for, as the gateway learnt it from the access token. */
export const viewer = z.object({
  userId: z.uuid(),
  /** The book that the viewer may see: the tenant of every row. */
  bookId: z.uuid(),
  sessionId: z.uuid(),
  roles: z.array(z.enum(['MEMBER', 'OPERATOR'])),
  /** When the token that said so expires, in seconds since the epoch. */
  expiresAt: z.int().positive(),
});

export type Viewer = z.output<typeof viewer>;
