import { openEventLog } from '@outlay/event-log/open.ts';
import { runUntilSignal, stopAll } from '@outlay/service-kit/lifecycle.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { readConfig } from './config.ts';
import { startAuth } from './service.ts';

const logger = createLogger('auth');

await runUntilSignal(logger, async () => {
  const config = readConfig();
  logger.level = config.LOG_LEVEL;
  const eventLog = await openEventLog(config.EVENT_LOG_URL, { logger });
  const auth = await startAuth({
    databaseUrl: config.DATABASE_URL,
    eventLog,
    logger,
    masterKey: config.MASTER_KEY,
    operatorEmails: config.OPERATOR_EMAILS,
  });
  const server = await serveSubgraph(auth, {
    host: config.HOST,
    port: config.PORT,
    gatewaySecret: config.GATEWAY_SECRET,
    logger,
    routes: (routes) => {
      routes.get('/.well-known/jwks.json', async (_request, reply) =>
        reply.header('cache-control', 'public, max-age=30').send(await auth.keySet()),
      );
    },
  });
  return { stop: () => stopAll([server, eventLog]) };
});
