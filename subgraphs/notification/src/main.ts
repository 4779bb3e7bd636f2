import { openEventLog } from '@outlay/event-log/open.ts';
import { runUntilSignal, stopAll } from '@outlay/service-kit/lifecycle.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { serveSubgraph } from '@outlay/service-kit/serve.ts';
import { settings } from './config.ts';
import { startNotification } from './service.ts';

/** Runs notification alone, behind HTTP and WebSocket, for a gateway elsewhere. */
await runUntilSignal(createLogger('notification'), async () => {
  const given = settings();
  const logger = createLogger('notification', given.LOG_LEVEL);
  const eventLog = await openEventLog(given.EVENT_LOG_URL, { logger });
  try {
    const subgraph = await startNotification({
      databaseUrl: given.DATABASE_URL,
      eventLog,
      logger,
      masterKey: given.MASTER_KEY,
      consoleFile: given.CONSOLE_FILE,
      smtpUrl: given.SMTP_URL,
      mailFrom: given.MAIL_FROM,
    });
    const server = await serveSubgraph(subgraph, {
      host: given.HOST,
      port: given.PORT,
      gatewaySecret: given.GATEWAY_SECRET,
      logger,
    }).catch(async (error: unknown) => {
      await subgraph.stop();
      throw error;
    });
    return { stop: () => stopAll([server, eventLog]) };
  } catch (error) {
    await eventLog.stop();
    throw error;
  }
});
