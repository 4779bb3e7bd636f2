import { startConsumer } from '@outlay/event-log/consumer.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
import { startRelay } from '@outlay/event-log/relay.ts';
import { userSignedUp } from '@outlay/events/auth.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { notReady } from '@outlay/service-kit/errors.ts';
import { checkHealth } from '@outlay/service-kit/health.ts';
import { stopAll } from '@outlay/service-kit/lifecycle.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { readyDatabase } from '@outlay/service-kit/migrations.ts';
import { buildSchema } from '@outlay/service-kit/schema.ts';
import type { RequestInfo, Subgraph } from '@outlay/service-kit/subgraph.ts';
import { waitUntil } from '@outlay/service-kit/wait-until.ts';
import { consumerGroup, onUserSignedUp } from './consumers/on-user-signed-up.ts';
import type { Context, Profiles } from './graphql/context.ts';
import { resolvers } from './graphql/resolvers.ts';
import { openSealer } from './store/master-key.ts';
import { migrations } from './store/migrations.ts';
import { profileReader } from './store/profiles.ts';

export type UserConfig = {
  readonly databaseUrl: string;
  /** Opened and closed by the caller. */
  readonly eventLog: EventLog;
  readonly logger: Logger;
  /** 32 characters or more of secret text. */
  readonly masterKey: string;
  readonly maxConnections?: number | undefined;
  /** Whether it migrates its database by itself, which it does unless told otherwise. */
  readonly migrate?: boolean | undefined;
  /** How long a request waits for a profile that isn't there yet. */
  readonly profileWaitMs?: number;
  readonly now?: () => Date;
};

export async function startUser(config: UserConfig): Promise<Subgraph> {
  const { databaseUrl, eventLog, logger, profileWaitMs = 5_000, now = () => new Date() } = config;
  await readyDatabase(databaseUrl, migrations, { subgraph: 'user', migrate: config.migrate });
  const database = openDatabase(databaseUrl, {
    applicationName: 'user',
    maxConnections: config.maxConnections,
  });
  const { sql } = database;
  const sealer = await openSealer(sql, config.masterKey).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const relay = startRelay({ databaseUrl, log: eventLog, logger, piece: 'user' });
  const consumer = await startConsumer({
    log: eventLog,
    sql,
    group: consumerGroup,
    topics: [userSignedUp.topic],
    contracts: [userSignedUp],
    apply: (tx, events) => onUserSignedUp(tx, events, sealer),
    afterCommit: () => relay.wake(),
    logger,
  });

  const read = profileReader(database.db);
  const profiles: Profiles = {
    database,
    relay,
    sealer,
    of: async (viewer) => {
      const found = await waitUntil(() => read(viewer), profileWaitMs);
      if (!found) throw notReady('Your profile is being made. Try again in a moment.');
      return found;
    },
    now,
  };
  return {
    name: 'user',
    schema: buildSchema(new URL('../schema.graphql', import.meta.url), resolvers),
    context: (request: RequestInfo): Context => ({ ...request, profiles }),
    health: () => checkHealth({ database: () => sql`SELECT 1` }),
    stop: () => stopAll([consumer, relay, { stop: () => database.close() }]),
  };
}
