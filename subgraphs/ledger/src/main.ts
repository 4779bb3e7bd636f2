import { openEventLog } from '@outlay/event-log/open.ts';
import { runUntilSignal, stopAll } from '@outlay/service-kit/lifecycle.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { readConfig } from './config.ts';
import { startLedger } from './service.ts';

const bootLogger = createLogger('ledger');

/** Runs the ledger alone. */
await runUntilSignal(bootLogger, async () => {
  const config = readConfig();
  const logger = createLogger('ledger', config.LOG_LEVEL);
  const eventLog = await openEventLog(config.EVENT_LOG_URL, { logger });
  const ledger = await startLedger({ databaseUrl: config.DATABASE_URL, eventLog, logger });
  const server = await serveSubgraph(ledger, {
    host: config.HOST,
    port: config.PORT,
    gatewaySecret: config.GATEWAY_SECRET,
    logger,
  });
  return { stop: () => stopAll([server, eventLog]) };
});
