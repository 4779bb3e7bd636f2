import { startAnswerDrops } from '@outlay/cache/kept-answers.ts';
import type { Cache } from '@outlay/cache/port.ts';
import { type Consumer, startConsumer } from '@outlay/event-log/consumer.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
import { type Relay, startRelay } from '@outlay/event-log/relay.ts';
import { openDatabase } from '@outlay/service-kit/database.ts';
import { checkHealth } from '@outlay/service-kit/health.ts';
import { stopAll } from '@outlay/service-kit/lifecycle.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { readyDatabase } from '@outlay/service-kit/migrations.ts';
import { buildSchema } from '@outlay/service-kit/schema.ts';
import type { RequestInfo, Subgraph } from '@outlay/service-kit/subgraph.ts';
import { apply, contracts, topics } from './consumers/apply.ts';
import { Arrivals } from './consumers/arrivals.ts';
import type { Context } from './graphql/context.ts';
import { createLoaders } from './graphql/loaders.ts';
import { resolvers } from './graphql/resolvers.ts';
import type { Reporting } from './reporting.ts';
import { migrations } from './store/migrations.ts';
import { consumerGroup } from './store/position.ts';
import { readDefaultThresholds } from './thresholds.ts';

export type ReportingConfig = {
  readonly databaseUrl: string;
  /** Opened and closed by the caller. */
  readonly eventLog: EventLog;
  /** Where gateways keep answers, if they do. Opened and closed by the caller. */
  readonly answerCache?: Cache | undefined;
  readonly logger: Logger;
  readonly maxConnections?: number | undefined;
  /** Whether it migrates its database by itself, which it does unless told otherwise. */
  readonly migrate?: boolean | undefined;
  /** How long a request waits for what is on its way: a write to be included, a book to be made. */
  readonly waitMs?: number;
  readonly now?: () => Date;
};

export type ReportingSubgraph = Subgraph & {
  /** Resolves when everything that is in the log now is in the aggregates. */
  readonly caughtUp: Consumer['caughtUp'];
  /** Resolves once everything told before the call is in the log. */
  readonly drained: Relay['drained'];
};

export async function startReporting(config: ReportingConfig): Promise<ReportingSubgraph> {
  const { databaseUrl, eventLog, logger, waitMs = 5_000, now = () => new Date() } = config;
  const defaultThresholds = readDefaultThresholds();
  await readyDatabase(databaseUrl, migrations, { subgraph: 'reporting', migrate: config.migrate });
  const database = openDatabase(databaseUrl, {
    applicationName: 'reporting',
    maxConnections: config.maxConnections,
  });
  const { sql } = database;
  const arrivals = new Arrivals();
  const drops = startAnswerDrops(config.answerCache);
  const relay = startRelay({ databaseUrl, log: eventLog, logger, piece: 'reporting' });
  const consumer = await startConsumer({
    log: eventLog,
    sql,
    group: consumerGroup,
    topics,
    contracts,
    apply: (tx, events) => apply(tx, events, now()),
    afterCommit: (events) => {
      const bookIds = events.map((event) => event.key.toLowerCase());
      // Answers were made from the aggregates before.
      void drops.drop(bookIds);
      relay.wake();
      arrivals.arrived(bookIds);
    },
    logger,
  });
  const reporting: Reporting = { sql, arrivals, drops, relay, defaultThresholds, waitMs, now };
  return {
    name: 'reporting',
    schema: buildSchema(new URL('../schema.graphql', import.meta.url), resolvers),
    context: ({ viewer, requestId, traceparent }: RequestInfo): Context => ({
      viewer,
      requestId,
      traceparent,
      reporting,
      loaders: createLoaders(reporting, viewer),
    }),
    health: () => checkHealth({ database: () => sql`SELECT 1` }),
    stop: () => stopAll([consumer, drops, relay, { stop: () => database.close() }]),
    caughtUp: consumer.caughtUp,
    drained: relay.drained,
  };
}
