import { startAnswerDrops } from '@outlay/cache/kept-answers.ts';
import type { Cache } from '@outlay/cache/port.ts';
import { startConsumer } from '@outlay/event-log/consumer.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
import { startRelay } from '@outlay/event-log/relay.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { checkHealth } from '@outlay/service-kit/health.ts';
import { stopAll } from '@outlay/service-kit/lifecycle.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { readyDatabase } from '@outlay/service-kit/migrations.ts';
import { buildSchema } from '@outlay/service-kit/schema.ts';
import type { Subgraph } from '@outlay/service-kit/subgraph.ts';
import { consumerGroup, onUserEvents, userEvents } from './consumers/on-user-events.ts';
import type { Context } from './graphql/context.ts';
import { createLoaders } from './graphql/loaders.ts';
import { resolvers } from './graphql/resolvers.ts';
import { createEarlyStatistics } from './jobs/early-statistics.ts';
import { openNews } from './jobs/news.ts';
import { startSealer } from './jobs/seal.ts';
import type { Ledger } from './ledger.ts';
import { readSettings } from './settings.ts';
import { openCharts } from './store/charts.ts';
import { migrations } from './store/migrations.ts';
import { openPoster } from './store/poster.ts';
import { openVerifier } from './store/verify.ts';

export type LedgerConfig = {
  /** The ledger's own database. */
  readonly databaseUrl: string;
  /** Opened and closed by the caller. */
  readonly eventLog: EventLog;
  /** Where gateways keep answers, if they do. Opened and closed by the caller. */
  readonly answerCache?: Cache | undefined;
  readonly logger: Logger;
  readonly maxConnections?: number | undefined;
  /** Whether it migrates its database by itself, which it does unless told otherwise. */
  readonly migrate?: boolean | undefined;
};

const schemaFile = new URL('../schema.graphql', import.meta.url);

/** Starts the ledger: migrates its database, then consumes, relays, seals and answers until stopped. */
export async function startLedger(config: LedgerConfig): Promise<Subgraph> {
  const { databaseUrl, eventLog, logger, maxConnections } = config;
  const settings = readSettings();
  await readyDatabase(databaseUrl, migrations, { subgraph: 'ledger', migrate: config.migrate });
  const database = openDatabase(databaseUrl, { maxConnections, applicationName: 'ledger' });
  const { sql } = database;
  const news = openNews(databaseUrl, { sql, logger });
  const charts = openCharts(sql);
  news.listen(({ charts: changed, everything }) => {
    if (everything) charts.forgetAll();
    for (const bookId of changed) charts.forget(bookId);
  });
  const drops = startAnswerDrops(config.answerCache);
  const relay = startRelay({ databaseUrl, log: eventLog, logger, piece: 'ledger' });
  const committed: Ledger['committed'] = (tidings) => {
    // First of all: an answer to the write, with which the gateway drops them too, may come late or never.
    void drops.drop([...(tidings.posted ?? []), ...(tidings.charts ?? [])]);
    relay.wake();
    news.tell(tidings);
  };
  const statistics = createEarlyStatistics(sql, logger);
  const poster = openPoster(databaseUrl, {
    onPosted(bookIds, writes) {
      committed({ posted: bookIds });
      statistics.count(writes);
    },
  });
  const sealer = startSealer({ databaseUrl, sql, news, logger });
  const consumer = await startConsumer({
    log: eventLog,
    sql,
    group: consumerGroup,
    topics: ['auth', 'user'],
    contracts: userEvents,
    apply: (tx, events) => onUserEvents(tx, events, settings.defaults),
    afterCommit: (events) => committed({ charts: events.map(({ data }) => data.bookId) }),
    logger,
  });

  const now = (): Date => new Date();
  const verify = openVerifier(sql);
  const ledger: Ledger = {
    sql,
    charts,
    poster,
    news,
    committed,
    drops,
    verify,
    settings,
    logger,
    now,
  };
  return {
    name: 'ledger',
    schema: buildSchema(schemaFile, resolvers),
    context: ({ viewer, requestId, traceparent }): Context => {
      const loaders = createLoaders(sql, viewer?.bookId ?? null);
      return { viewer, requestId, traceparent, ledger, loaders };
    },
    health: () => checkHealth({ database: () => sql`SELECT 1` }),
    async stop() {
      await stopAll([
        consumer,
        poster,
        drops,
        sealer,
        news,
        relay,
        { stop: () => database.close() },
      ]);
    },
  };
}
