import type { AnswerDrops } from '@outlay/cache/kept-answers.ts';
import type { SubgraphSource } from '../sources/source.ts';

/**
 * A source that drops the kept answers of a book which a mutation may have changed, before anybody hears
 * of it. That holds however the mutation ended: one that gave no answer in time may have been carried out.
 */
export function droppingSource(
  source: SubgraphSource,
  drops: Pick<AnswerDrops, 'drop'>,
): SubgraphSource {
  return {
    ...source,
    async execute(asked, signal) {
      const { viewer } = asked.request;
      if (!viewer || !/^\s*mutation\b/.test(asked.query)) return source.execute(asked, signal);
      try {
        return await source.execute(asked, signal);
      } finally {
        await drops.drop([viewer.bookId]);
      }
    },
  };
}
