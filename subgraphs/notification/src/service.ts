import type { Cache } from '@outlay/cache/port.ts';
import { startConsumer } from '@outlay/event-log/consumer.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
import { startRelay } from '@outlay/event-log/relay.ts';
import { type Database, openDatabase } from '@outlay/service-kit/database.ts';
import { checkHealth } from '@outlay/service-kit/health.ts';
import { startedParts, stopAll } from '@outlay/service-kit/lifecycle.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { readyDatabase } from '@outlay/service-kit/migrations.ts';
import { buildSchema } from '@outlay/service-kit/schema.ts';
import type { Subgraph } from '@outlay/service-kit/subgraph.ts';
import type { Channel } from './adapters/channel.ts';
import { checkConsoleFile, consoleChannel } from './adapters/console-channel.ts';
import { openDeliveryQueue } from './adapters/delivery-queue.ts';
import { smtpChannel } from './adapters/smtp-channel.ts';
import { loadTemplates } from './adapters/template-files.ts';
import { deliveryRules, templatesFolder } from './config.ts';
import { applyEvent, type Consumed, consumerGroup, contracts } from './consumers/apply-event.ts';
import type { AlertRooms } from './consumers/raise-alert.ts';
import { createContext, type Rooms } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { messageComposer } from './jobs/compose-message.ts';
import { type DeliveryRules, startDelivering } from './jobs/deliver.ts';
import { startHandingOver } from './jobs/hand-over.ts';
import type { AlertBell } from './store/alert-bell.ts';
import { createAlertStreams } from './store/alert-stream.ts';
import { createAlerts } from './store/alerts.ts';
import { type Rounds, startBellOnCache } from './store/bell-on-cache.ts';
import { startBellOnPostgres } from './store/bell-on-postgres.ts';
import { createDeliveries } from './store/deliveries.ts';
import { createHandingOver } from './store/handing-over.ts';
import { lastSequences } from './store/last-sequences.ts';
import { markRead } from './store/mark-read.ts';
import { openSealer } from './store/master-key.ts';
import { migrations } from './store/migrations.ts';
import { createPeople } from './store/people.ts';

export type NotificationConfig = {
  readonly databaseUrl: string;
  /** Opened and closed by the caller. */
  readonly eventLog: EventLog;
  /** Tells other replicas of alerts where they share it; otherwise the database does. */
  readonly cache?: Cache | undefined;
  /** How often a replica looks for alerts that it was not told of through the cache. */
  readonly rounds?: Rounds | undefined;
  readonly logger: Logger;
  /** The queue that deliveries run on; its own database when left out. */
  readonly queueUrl?: string | undefined;
  /** Breaks off waiting for the queue's database. */
  readonly stopping?: AbortSignal | undefined;
  /** Seals people's addresses; 32 characters or more, kept for good. */
  readonly masterKey: string;
  /** Keeps a line for every alert that was sent; standard output when left out. */
  readonly consoleFile?: string | undefined;
  /** The mail server, `smtp://` or `smtps://`; left out, nothing goes by e-mail. */
  readonly smtpUrl?: string | undefined;
  /** The sender of mails: `Outlay <alerts@example.org>`. */
  readonly mailFrom: string;
  /** Connections to the database per client; two clients. */
  readonly maxConnections?: number | undefined;
  /** Whether it migrates its database by itself, which it does unless told otherwise. */
  readonly migrate?: boolean | undefined;
  /** Where the texts are; those in config/templates when left out. */
  readonly templates?: URL | undefined;
  /** How long an alert waits for the news of its reader; 5 seconds when left out. */
  readonly ownerTimeoutMs?: number | undefined;
  /** How messages are tried again; config/deliveries.json when left out. */
  readonly deliveries?: DeliveryRules | undefined;
};

/** Starts notification on its database. Throws a ConfigError of one line for a wrong setting, template or rule. */
export async function startNotification(config: NotificationConfig): Promise<Subgraph> {
  const { databaseUrl, logger } = config;
  const templates = loadTemplates(config.templates ?? templatesFolder);
  const rules = config.deliveries ?? deliveryRules();
  if (config.consoleFile !== undefined) await checkConsoleFile(config.consoleFile);

  await readyDatabase(databaseUrl, migrations, {
    subgraph: 'notification',
    migrate: config.migrate,
  });
  const { keep, stop } = startedParts();
  const database = openDatabase(databaseUrl, {
    maxConnections: config.maxConnections,
    applicationName: 'notification',
  });
  keep({ stop: database.close });
  try {
    const people = createPeople(await openSealer(database.sql, config.masterKey));
    const bell = keep(await startBell(config, database));
    const alerts = createAlerts(database);
    const streams = keep(createAlertStreams({ alerts, bell, logger }));
    const channels = channelsOf(config, rules);
    const compose = messageComposer({ sql: database.sql, people, templates });
    const queue = keep(await openDeliveryQueue(config));
    const deliveries = createDeliveries(database.sql, rules.leaseMs);
    const handingOver = createHandingOver(database.sql);
    for (const channel of channels) {
      keep({ stop: channel.close });
      keep(startDelivering({ queue, channel, deliveries, compose, rules, logger }));
      const handOver = { queue, channel: channel.kind, handingOver, rules, logger };
      bell.listenToAll(keep(startHandingOver(handOver)).wake);
    }
    keep(
      await startConsuming(config, database, bell, {
        people,
        templates,
        channels: channels.map(({ kind }) => kind),
        ownerTimeoutMs: config.ownerTimeoutMs ?? 5_000,
        announce: bell.announce,
      }),
    );

    const { sql } = database;
    const rooms: Rooms = { alerts, streams, markRead: (request) => markRead(sql, request) };
    return {
      name: 'notification',
      schema: buildSchema(new URL('../schema.graphql', import.meta.url), resolvers),
      context: (request) => createContext(rooms, request),
      health: () => checkHealth({ database: () => sql`SELECT 1` }),
      stop,
    };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

async function startBell(config: NotificationConfig, { sql }: Database): Promise<AlertBell> {
  const { cache, databaseUrl, rounds, logger } = config;
  if (!cache?.shared) return startBellOnPostgres({ databaseUrl, logger });
  const last = (bookIds: readonly string[]) => lastSequences(sql, bookIds);
  return startBellOnCache({ cache, lastSequences: last, rounds, logger });
}

function channelsOf(config: NotificationConfig, rules: DeliveryRules): Channel[] {
  const record = consoleChannel(config.consoleFile, config.logger);
  if (config.smtpUrl === undefined) return [record];
  const email = smtpChannel({
    url: config.smtpUrl,
    from: config.mailFrom,
    connections: rules.concurrency,
    timeoutMs: rules.sendTimeoutMs,
  });
  return [record, email];
}

/** Alerts are raised by the events of others, and told to others in turn. */
async function startConsuming(
  { databaseUrl, eventLog: log, logger }: NotificationConfig,
  { sql }: Database,
  bell: AlertBell,
  rooms: AlertRooms,
): Promise<{ stop: () => Promise<void> }> {
  const relay = startRelay({ databaseUrl, log, logger, piece: 'notification' });
  const consumer = await startConsumer({
    log,
    sql,
    group: consumerGroup,
    topics: [...new Set(contracts.map(({ topic }) => topic))],
    contracts,
    logger,
    apply: async (tx, events) => {
      for (const event of events as readonly Consumed[]) await applyEvent(rooms, tx, event);
    },
    afterCommit: (events) => {
      relay.wake();
      for (const { key } of events) bell.ring(key);
    },
  }).catch(async (error: unknown) => {
    await relay.stop();
    throw error;
  });
  return { stop: () => stopAll([consumer, relay]) };
}
