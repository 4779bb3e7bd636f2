import { openCache } from '@outlay/cache/open.ts';
import type { OnDoubt } from '@outlay/service-kit/config.ts';
import { runPiece } from '@outlay/service-kit/run-piece.ts';
import { readConfig } from './config.ts';
import { startGateway } from './service.ts';
import { openSource } from './sources/open.ts';

/** The gateway as a process of its own, over subgraphs that are processes of their own. */
const readOurs = (onDoubt: OnDoubt) => {
  const config = readConfig(undefined, onDoubt);
  const { drainDelayMs: DRAIN_DELAY_MS, drainMs: DRAIN_MS } = config.gateway;
  return { ...config, DRAIN_DELAY_MS, DRAIN_MS };
};
await runPiece('gateway', readOurs, async ({ config, logger, keep }) => {
  const sources = config.subgraphs.map((subgraph) => openSource({ ...subgraph, logger }));
  const cache = keep(await openCache(config.CACHE_URL, { logger }));
  // A memory of this process would hear of no other's changes.
  const keepAnswers = cache.shared && config.gateway.keepAnswers;
  keep(await startGateway({ ...config.gateway, keepAnswers, cache, logger }, sources));
});
