import { createHash } from 'node:crypto';
import { createAnswerDrops } from '@outlay/cache/kept-answers.ts';
import type { Cache } from '@outlay/cache/port.ts';
import type { PreparedExecutor } from '../execution/executor.ts';
import type { SubgraphSource } from '../sources/source.ts';
import { droppingSource } from './dropping-source.ts';
import { readHints } from './hints.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { withKeptAnswers } from './kept-executor.ts';

/** What keeping answers adds to the gateway: around each source, and over the prepared operations. */
export type Keeping = {
  readonly around: (source: SubgraphSource) => SubgraphSource;
  readonly over: (prepared: PreparedExecutor) => PreparedExecutor;
  readonly stop: () => Promise<void>;
};

/** Keeps answers in a cache, which the caller opens and closes. */
export function createKeeping(cache: Cache, supergraphSdl: string): Keeping {
  const drops = createAnswerDrops(cache);
  const hintOf = readHints(supergraphSdl);
  const graphId = createHash('sha256').update(supergraphSdl).digest('base64url');
  const kept = createKeptAnswers(cache, drops, graphId);
  return {
    around: (source) => droppingSource(source, drops),
    over: (prepared) => withKeptAnswers(prepared, { kept, drops, hintOf }),
    stop: drops.stop,
  };
}
