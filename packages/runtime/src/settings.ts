import { cacheUrl } from '@outlay/cache/settings.ts';
import { checkLogUrl } from '@outlay/event-log/open.ts';
import {
  databaseSettings,
  gatewaySecret,
  onOff,
  pieceSettings,
  portOr,
  urlThat,
} from '@outlay/service-kit/settings.ts';
import type { z } from 'zod';

const eventLogUrl = urlThat(checkLogUrl)
  .describe('the URL of the event log, postgres://… or kafka://…')
  .meta({ secret: true });

/** What the commands of a subgraph take that read or change what it keeps. */
export const keptSettings = { ...databaseSettings, EVENT_LOG_URL: eventLogUrl };

/** What every subgraph takes that runs as a process of its own; `port` is where it listens by default. */
export function subgraphSettings(port: number) {
  return {
    ...pieceSettings,
    ...keptSettings,
    PORT: portOr(port),
    CACHE_URL: cacheUrl,
    MIGRATE: onOff.describe(
      'on or off: whether it migrates its database as it starts; when off, `npm run migrate` does',
    ),
    FAST_PATH: onOff.describe(
      'on or off: whether operations are compiled; off, graphql-js executes all',
    ),
    GATEWAY_SECRET: gatewaySecret,
  };
}

/** The settings of any subgraph, as they are read. */
export type SubgraphSettings = z.output<z.ZodObject<ReturnType<typeof subgraphSettings>>>;
