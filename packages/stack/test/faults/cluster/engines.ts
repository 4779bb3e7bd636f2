import { setTimeout as sleep } from 'node:timers/promises';
import { maxDeathsPerMinute } from '@outlay/embedded/keep-running.ts';
import type { Engine } from '@outlay/testkit/engines/engine.ts';
import { startKafka } from '@outlay/testkit/engines/kafka.ts';
import { startRabbitmq } from '@outlay/testkit/engines/rabbitmq.ts';
import { startRedis } from '@outlay/testkit/engines/redis.ts';
import { startTestPostgres } from '@outlay/testkit/test-postgres.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import postgres from 'postgres';
import { allOrNone } from '../all-or-none.ts';
import { subgraphs } from './pieces.ts';

/** The engines that the pieces stand on, each on a port of its own; pieces reach them through links. */
export type Engines = {
  readonly postgres: {
    readonly port: number;
    /** The URL of a subgraph's database, at another port where one is given. */
    readonly url: (database: string, port?: number) => string;
    /**
     * Ends it at once, as soon as it serves, with all that are connected; it comes back by itself. Waits
     * where it would be given up on, for having ended so often.
     */
    readonly crash: () => Promise<void>;
  };
  readonly kafka: Engine & {
    /** Where the link forwards to, so that clients who came by it stay with it. */
    readonly behindProxyPort: number;
  };
  readonly redis: Engine;
  readonly rabbitmq: Engine;
  readonly stop: () => Promise<void>;
};

/** Starts all of them. Kafka tells its clients to come by `kafkaLinkPort`. */
export async function startEngines(kafkaLinkPort: number): Promise<Engines> {
  const [server, kafka, redis, rabbitmq] = await allOrNone([
    startDatabases(),
    startKafka({ proxyPort: kafkaLinkPort }),
    startRedis(),
    startRabbitmq(),
  ]);
  const ownPort = Number(new URL(server.adminUrl).port);
  const url = (database: string, port = ownPort): string => {
    const url = new URL(server.adminUrl);
    url.port = String(port);
    url.pathname = `/${database}`;
    return url.href;
  };
  const crashes: number[] = [];
  return {
    postgres: {
      port: ownPort,
      url,
      crash: async () => {
        const first = crashes.at(-maxDeathsPerMinute) ?? -Infinity;
        await sleep(Math.max(0, first + deathsCountMs - performance.now()));
        await untilServing(url('postgres'));
        crashes.push(performance.now());
        server.crash();
      },
    },
    kafka,
    redis,
    rabbitmq,
    stop: async () => {
      const others = [kafka, redis, rabbitmq].map((engine) => engine.discard());
      await Promise.all([server.stop(), ...others]);
    },
  };
}

/** A minute, and a little for the difference between a signal and its death. */
const deathsCountMs = 62_000;

/** It may be on its way back from the last time. */
function untilServing(url: string): Promise<unknown> {
  return eventually(
    async () => {
      const sql = postgres(url, { max: 1, connect_timeout: 5 });
      try {
        return await sql`SELECT 1`;
      } finally {
        await sql.end();
      }
    },
    { timeoutMs: 120_000 },
  );
}

async function startDatabases() {
  const server = await startTestPostgres();
  const sql = postgres(server.adminUrl, { max: 1, onnotice: () => {} });
  try {
    for (const name of subgraphs) await sql`CREATE DATABASE ${sql(name)}`;
    // What nobody waits for stays off the disk for long, so that stopping at once loses it.
    await sql`ALTER SYSTEM SET wal_writer_delay = '10s'`;
    await sql`SELECT pg_reload_conf()`;
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    await sql.end();
  }
}
