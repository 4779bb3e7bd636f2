import { answerCacheOf } from '@outlay/cache/kept-answers.ts';
import { runSubgraph } from '@outlay/runtime/run-subgraph.ts';
import { readConfig } from './config.ts';
import { startReporting } from './service.ts';

/** Runs reporting alone. */
await runSubgraph({
  name: 'reporting',
  readConfig,
  start: (ground, config) =>
    startReporting({ ...ground, answerCache: answerCacheOf(ground.cache, config) }),
});
