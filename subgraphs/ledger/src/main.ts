import { runSubgraph } from '@outlay/runtime/run-subgraph.ts';
import { readConfig } from './config.ts';
import { startLedger } from './service.ts';

/** Runs the ledger alone. */
await runSubgraph({ name: 'ledger', readConfig, start: startLedger });
