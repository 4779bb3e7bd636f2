import { onOff } from '@outlay/service-kit/settings.ts';
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

/** For the gateway, which keeps answers, and for the pieces from whose data they are made. */
export const keepAnswers = onOff.describe(
  'on or off: whether gateways keep answers where the schema says so, if CACHE_URL is a Redis; every piece has to be given the same Redis, and the same of this',
);
