import { healthWithout } from '@outlay/cache/health.ts';
import { sharedNonces } from '@outlay/cache/nonces.ts';
import { openCache } from '@outlay/cache/open.ts';
import type { Cache } from '@outlay/cache/port.ts';
import { openLateLog } from '@outlay/event-log/late-log.ts';
import { openSharedLog } from '@outlay/event-log/open-shared.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
import type { OnDoubt } from '@outlay/service-kit/config.ts';
import { checkDatabase } from '@outlay/service-kit/database-check.ts';
import type { Logger } from '@outlay/service-kit/logger.ts';
import { runPiece } from '@outlay/service-kit/run-piece.ts';
import { serveSubgraph, type ServerOptions } from '@outlay/service-kit/serve.ts';
import type { Subgraph } from '@outlay/service-kit/subgraph.ts';
import type { SubgraphSettings } from './settings.ts';

/** What every subgraph stands on, as its own process has it. */
export type Ground = {
  readonly databaseUrl: string;
  readonly maxConnections: number;
  readonly migrate: boolean;
  readonly eventLog: EventLog;
  readonly cache: Cache;
  readonly logger: Logger;
  /** Aborted once it is told to stop. */
  readonly stopping: AbortSignal | undefined;
};

export type SubgraphProcess<Config extends SubgraphSettings, Started extends Subgraph> = {
  readonly name: string;
  readonly readConfig: (onDoubt: OnDoubt) => Config;
  readonly start: (ground: Ground, config: Config) => Promise<Started>;
  /** Routes beside `/graphql`, such as auth's key set. */
  readonly routes?: (subgraph: Started) => NonNullable<ServerOptions['routes']>;
};

/** Runs one subgraph alone, behind HTTP and WebSocket, for requests that the gateway signed. */
export function runSubgraph<Config extends SubgraphSettings, Started extends Subgraph>(
  piece: SubgraphProcess<Config, Started>,
): Promise<void> {
  return runPiece(
    piece.name,
    piece.readConfig,
    async ({ config, logger, stopping, fail, keep }) => {
      await checkDatabase(config.DATABASE_URL, { logger, stopping });
      // A piece tells its events on the topic of its own name.
      const topics = [piece.name];
      const eventLog = keep(
        await openLateLog({
          open: (ends) => openSharedLog(config.EVENT_LOG_URL, { logger, topics, stopping: ends }),
          onRefused: (error) => fail?.(error),
          logger,
          stopping,
        }),
      );
      const cache = keep(await openCache(config.CACHE_URL, { logger }));
      const subgraph = await piece.start(
        {
          databaseUrl: config.DATABASE_URL,
          maxConnections: config.DATABASE_POOL_MAX,
          migrate: config.MIGRATE === 'on',
          eventLog,
          cache,
          logger,
          stopping,
        },
        config,
      );
      const health = async () => healthWithout(cache, await subgraph.health());
      // Its server stops the subgraph with it, also when it can't listen.
      keep(
        await serveSubgraph(
          { ...subgraph, health },
          {
            host: config.HOST,
            port: config.PORT,
            gatewaySecret: config.GATEWAY_SECRET,
            fastPath: config.FAST_PATH === 'on',
            keepAliveMs: config.KEEP_ALIVE_MS,
            drainDelayMs: config.DRAIN_DELAY_MS,
            drainMs: config.DRAIN_MS,
            logger,
            nonces: cache.shared ? sharedNonces(cache, piece.name) : undefined,
            ...(piece.routes && { routes: piece.routes(subgraph) }),
          },
        ),
      );
    },
  );
}
