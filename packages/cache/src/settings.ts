import { z } from 'zod';
import { checkCacheUrl } from './open.ts';

/** What every piece takes that may run in several processes. */
export const cacheUrl = z
  .string()
  .default('memory:')
  .superRefine((url, context) => {
    try {
      checkCacheUrl(url);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
    }
  })
  .describe(
    'the cache that the processes of a piece share, redis://… or rediss://…; memory: for a single process',
  )
  .meta({ secret: true });
