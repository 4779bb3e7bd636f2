import { runUntilSignal } from '@outlay/service-kit/lifecycle.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { readConfig } from './config.ts';
import { startGateway } from './service.ts';
import { httpSource } from './sources/http.ts';

/** The gateway as a process of its own, over subgraphs that are processes of their own. */
await runUntilSignal(createLogger('gateway'), async () => {
  const { gateway, subgraphs, logLevel } = readConfig();
  const logger = createLogger('gateway', logLevel);
  const sources = subgraphs.map((subgraph) => httpSource({ ...subgraph, logger }));
  return startGateway({ ...gateway, logger }, sources);
});
