import { openEventLog } from '@outlay/event-log/open.ts';
import { runUntilSignal, stopAll } from '@outlay/service-kit/lifecycle.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { readConfig } from './config.ts';
import { startUser } from './service.ts';

const logger = createLogger('user');

await runUntilSignal(logger, async () => {
  const config = readConfig();
  logger.level = config.LOG_LEVEL;
  const eventLog = await openEventLog(config.EVENT_LOG_URL, { logger });
  const user = await startUser({
    databaseUrl: config.DATABASE_URL,
    eventLog,
    logger,
    masterKey: config.MASTER_KEY,
  });
  const server = await serveSubgraph(user, {
    host: config.HOST,
    port: config.PORT,
    gatewaySecret: config.GATEWAY_SECRET,
    logger,
  });
  return { stop: () => stopAll([server, eventLog]) };
});
