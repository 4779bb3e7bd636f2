import { openDatabase } from '@outlay/service-kit/database.ts';
import { runCommand } from '@outlay/service-kit/run-command.ts';
import { openDeliveryQueue } from './adapters/delivery-queue.ts';
import { readDeadDeliveriesConfig } from './config.ts';
import { deadDeliveriesCommand } from './jobs/dead-deliveries-command.ts';
import { announceOnPostgres } from './store/bell-on-postgres.ts';
import { createDeadDeliveries } from './store/dead-deliveries.ts';

/** `npm run dead-deliveries -w @outlay/notification -- list`: messages that were given up. */
await runCommand(
  'notification-dead-deliveries',
  readDeadDeliveriesConfig,
  async ({ config, logger, keep }) => {
    const { DATABASE_URL: databaseUrl, QUEUE_URL: queueUrl } = config;
    const applicationName = 'notification dead deliveries';
    const database = openDatabase(databaseUrl, { applicationName, maxConnections: 2 });
    keep({ stop: database.close });
    return deadDeliveriesCommand({
      args: process.argv.slice(2),
      write: (text) => void process.stdout.write(text),
      deadDeliveries: createDeadDeliveries(database.sql, announceOnPostgres),
      queue: keep(await openDeliveryQueue({ queueUrl, databaseUrl, logger })),
    });
  },
);
