import { createMemoryLog } from '@outlay/event-log/memory-log.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { startNotification } from '../src/service.ts';
import { testMasterKey, type quickRules } from './fixture.ts';

/**
 * A notification in a process of its own, which hears of no events and only delivers what is there:
 * `notification-process.ts <settings as JSON>`.
 */
type Given = {
  readonly databaseUrl: string;
  readonly queueUrl?: string;
  readonly consoleFile: string;
  readonly smtpUrl?: string;
  readonly deliveries: typeof quickRules;
};

const logger = createLogger('notification', 'silent');
await startNotification({
  ...(JSON.parse(process.argv[2] ?? '') as Given),
  eventLog: createMemoryLog({ logger }),
  logger,
  masterKey: testMasterKey,
  mailFrom: 'Outlay <alerts@outlay.test>',
  maxConnections: 4,
});
process.stdout.write('started\n');
