import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, type Registry, register } from 'prom-client';
import type { Logger } from './logger.ts';
import { metricsLeftOut } from './metrics.ts';

export type MetricsServerOptions = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly logger: Logger;
  /** How long a metric may take to be collected; Prometheus itself gives up after 10 s. */
  readonly collectMs?: number;
};

export type MetricsServer = {
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/**
 * Serves what the process counts at `GET /metrics`, for Prometheus: everything in prom-client's default
 * registry, which holds Node's own metrics from the first call on. It has a port of its own, so that the
 * public one never shows it and a busy one never delays it. Rejects when it can't listen.
 */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const { host, port, logger, collectMs = 2_000 } = options;
  collectNodeMetrics();
  const scrape = createScrape(register, { logger, collectMs });
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      return void response.writeHead(404).end('Metrics are at GET /metrics.\n');
    }
    void answer(response);
  });

  async function answer(response: ServerResponse): Promise<void> {
    const text = await scrape();
    response.writeHead(200, { 'content-type': register.contentType }).end(text);
  }

  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw Object.assign(error as Error, { setting: 'METRICS_PORT' });
  });
  const { port: taken } = server.address() as AddressInfo;
  logger.info({ metricsPort: taken }, 'serving metrics');
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/metrics`,
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Several servers in one process, as in tests, share the registry. */
function collectNodeMetrics(): void {
  if (!register.getSingleMetric('process_start_time_seconds')) collectDefaultMetrics();
}

/**
 * Prints a registry, metric by metric: one whose collector fails or takes too long is left out of this
 * scrape and the rest is told as ever. A collector that is still at it is not started again, so what
 * hangs (a query to a database that went away, say) hangs once and doesn't pile up.
 */
function createScrape(
  registry: Registry,
  { logger, collectMs }: { logger: Logger; collectMs: number },
): () => Promise<string> {
  const pending = new Map<string, Promise<string>>();

  const collect = (name: string): Promise<string> => {
    const underWay = pending.get(name);
    if (underWay) return underWay;
    const collecting = registry
      .getSingleMetricAsString(name)
      .finally(() => void pending.delete(name));
    pending.set(name, collecting);
    return collecting;
  };

  return async () => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('It took too long')), collectMs);
    });
    const texts = await Promise.all(
      registry.getMetricsAsArray().map(async ({ name }) => {
        try {
          return await Promise.race([collect(name), late]);
        } catch (error) {
          metricsLeftOut.inc({ metric: name });
          logger.warn({ metric: name, err: error }, 'left a metric out');
          return '';
        }
      }),
    );
    clearTimeout(timer);
    return `${texts.filter((text) => text !== '').join('\n\n')}\n`;
  };
}
