import { runSubgraph } from '@outlay/runtime/run-subgraph.ts';
import { readConfig } from './config.ts';
import { startReporting } from './service.ts';

/** Runs reporting alone. */
await runSubgraph({ name: 'reporting', readConfig, start: startReporting });
