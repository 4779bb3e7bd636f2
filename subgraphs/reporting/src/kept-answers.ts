import { createAnswerDrops } from '@outlay/cache/kept-answers.ts';
import { openCache } from '@outlay/cache/open.ts';
import type { PieceStart } from '@outlay/service-kit/run-piece.ts';

/** Nobody waits for an answer meanwhile. */
const patienceMs = 2_000;

/**
 * For a command that changes what answers are made from: gives what drops those that gateways keep of books.
 * A command ends and makes up for nothing, so where Redis is away it says that they live out their time.
 */
export async function openAnswerDrops({
  config,
  logger,
  keep,
}: PieceStart<{ readonly CACHE_URL: string }>): Promise<
  (bookIds: readonly string[]) => Promise<void>
> {
  const cache = keep(await openCache(config.CACHE_URL, { logger, timeoutMs: patienceMs }));
  const drops = keep(createAnswerDrops(cache));
  return async (bookIds) => {
    await drops.drop(bookIds);
    if (bookIds.some(drops.isOwed)) {
      logger.warn('the cache is away: gateways may answer from before for a minute at most');
    }
  };
}
