import { runSubgraph } from '@outlay/runtime/run-subgraph.ts';
import { readConfig } from './config.ts';
import { startUser } from './service.ts';

/** Runs user alone. */
await runSubgraph({
  name: 'user',
  readConfig,
  start: (ground, config) => startUser({ ...ground, masterKey: config.MASTER_KEY }),
});
