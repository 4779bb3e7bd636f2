import { join } from 'node:path';
import { startAuth } from '@outlay/auth/service.ts';
import { openCache } from '@outlay/cache/open.ts';
import type { Cache } from '@outlay/cache/port.ts';
import { type EmbeddedPostgres, startPostgres } from '@outlay/embedded/postgres-server.ts';
import { openEventLog } from '@outlay/event-log/open.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
import { withoutBudgets } from '@outlay/gateway/guards/without-budgets.ts';
import { type Gateway, startGateway } from '@outlay/gateway/service.ts';
import { inProcessSource } from '@outlay/gateway/sources/in-process.ts';
import { startLedger } from '@outlay/ledger/service.ts';
import { startNotification } from '@outlay/notification/service.ts';
import { startReporting } from '@outlay/reporting/service.ts';
import { startedParts } from '@outlay/service-kit/lifecycle.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import type { Subgraph } from '@outlay/service-kit/subgraph.ts';
import { startUser } from '@outlay/user/service.ts';
import type { StackConfig } from './config.ts';
import { makeDataFolder, makeOwnFile } from './data-folder.ts';
import { keptSecrets } from './secrets.ts';

/** A whole Outlay in this process, with its database beside it. */
export type Stack = {
  readonly gateway: Gateway;
  readonly postgres: EmbeddedPostgres;
  readonly eventLog: EventLog;
  readonly subgraphs: Subgraphs;
  readonly stop: () => Promise<void>;
};

export type Subgraphs = Awaited<ReturnType<typeof startSubgraphs>>;

/** One database per subgraph, and one for the event log. */
const databases = ['auth', 'user', 'ledger', 'reporting', 'notification', 'event_log'];

/** Starts everything, in the order of the data's way; what had started is stopped if a later part fails. */
export async function startStack(config: StackConfig): Promise<Stack> {
  await makeDataFolder(config.dataFolder);
  const secrets = keptSecrets(config.dataFolder);
  const { keep, stop } = startedParts();
  try {
    const postgres = keep(
      await startPostgres({
        dataDir: join(config.dataFolder, 'postgres'),
        databases,
        settings: { ...config.postgresSettings },
        logger: createLogger('postgres', config.logLevel),
      }),
    );
    const eventLog = keep(
      await openEventLog(postgres.url('event_log'), {
        logger: createLogger('event-log', config.logLevel),
        // One process consumes them all: fewer, larger batches cost less than more, smaller ones.
        partitions: 1,
      }),
    );
    // Everybody who could share it is in this process.
    const cache = keep(
      await openCache('memory:', { logger: createLogger('cache', config.logLevel) }),
    );
    const ground = { postgres, eventLog, cache, ...secrets };
    const subgraphs = await startSubgraphs(config, ground, keep);
    const gateway = keep(await startGatewayOver(config, subgraphs, cache));
    return { gateway, postgres, eventLog, subgraphs, stop };
  } catch (error) {
    // The first failure is the one to tell; what goes wrong while cleaning up would hide it.
    await stop().catch(() => {});
    throw error;
  }
}

type Ground = {
  readonly postgres: EmbeddedPostgres;
  readonly eventLog: EventLog;
  readonly cache: Cache;
  readonly masterKey: string;
};

async function startSubgraphs(
  config: StackConfig,
  { postgres, eventLog, cache, masterKey }: Ground,
  keep: <Part extends Subgraph>(part: Part) => Part,
) {
  const ground = (name: string) => ({
    databaseUrl: postgres.url(name),
    eventLog,
    cache,
    logger: createLogger(name, config.logLevel),
    masterKey,
  });
  const consoleFile = join(config.dataFolder, 'messages.jsonl');
  makeOwnFile(consoleFile);
  const { smtpUrl, mailFrom, operatorEmails, keepAnswers = true } = config;
  const answerCache = keepAnswers ? cache : undefined;
  const [auth, user, ledger, reporting, notification] = await Promise.all([
    startAuth({ ...ground('auth'), operatorEmails }).then(keep),
    startUser(ground('user')).then(keep),
    startLedger({ ...ground('ledger'), answerCache }).then(keep),
    startReporting({ ...ground('reporting'), answerCache }).then(keep),
    startNotification({ ...ground('notification'), consoleFile, smtpUrl, mailFrom }).then(keep),
  ]);
  return { auth, user, ledger, reporting, notification };
}

function startGatewayOver(
  config: StackConfig,
  subgraphs: Subgraphs,
  cache: Cache,
): Promise<Gateway> {
  const logger = createLogger('gateway', config.logLevel);
  const { host, port, fastPath = true, keepAnswers = true } = config;
  const { door } = config;
  const limits = { ...withoutBudgets.limits, ...door?.limits, ...config.limits };
  const { pointsPerMinute } = limits;
  const nobody = { pointsPerMinute, ...config.limits, ...door?.limitsBySender?.nobody };
  const limitsBySender = { ...door?.limitsBySender, nobody };
  const guards = { ...withoutBudgets, ...door, limits, limitsBySender };
  const { jwks } = subgraphs.auth;
  const sources = Object.values(subgraphs).map((subgraph) =>
    inProcessSource(subgraph, logger, { fastPath }),
  );
  return startGateway(
    { host, port, fastPath, keepAnswers, jwks, cache, ...guards, logger },
    sources,
  );
}
