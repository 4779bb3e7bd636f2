import { openEventLog } from '@outlay/event-log/open.ts';
import { runUntilSignal, stopAll } from '@outlay/service-kit/lifecycle.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { readConfig } from './config.ts';
import { startReporting } from './service.ts';

/** Runs reporting alone, for requests that the gateway signed. */
await runUntilSignal(createLogger('reporting'), async () => {
  const config = readConfig();
  const logger = createLogger('reporting', config.LOG_LEVEL);
  const eventLog = await openEventLog(config.EVENT_LOG_URL, { logger });
  const reporting = await startReporting({ databaseUrl: config.DATABASE_URL, eventLog, logger });
  const server = await serveSubgraph(reporting, {
    host: config.HOST,
    port: config.PORT,
    gatewaySecret: config.GATEWAY_SECRET,
    logger,
  });
  return { stop: () => stopAll([server, eventLog]) };
});
