import { answerCacheOf } from '@outlay/cache/kept-answers.ts';
import { runSubgraph } from '@outlay/runtime/run-subgraph.ts';
import { readConfig } from './config.ts';
import { startLedger } from './service.ts';

/** Runs the ledger alone. */
await runSubgraph({
  name: 'ledger',
  readConfig,
  start: (ground, config) =>
    startLedger({ ...ground, answerCache: answerCacheOf(ground.cache, config) }),
});
