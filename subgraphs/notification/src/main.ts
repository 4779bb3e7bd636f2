import { runSubgraph } from '@outlay/runtime/run-subgraph.ts';
import { readConfig } from './config.ts';
import { startNotification } from './service.ts';

/** Runs notification alone. */
await runSubgraph({
  name: 'notification',
  readConfig,
  start: (ground, config) =>
    startNotification({
      ...ground,
      masterKey: config.MASTER_KEY,
      queueUrl: config.QUEUE_URL,
      consoleFile: config.CONSOLE_FILE,
      smtpUrl: config.SMTP_URL,
      mailFrom: config.MAIL_FROM,
    }),
});
