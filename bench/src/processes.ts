import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { discardData, startPostgres } from '@outlay/embedded/postgres-server.ts';
import { environmentWithoutBudgets } from '@outlay/gateway/guards/without-budgets.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { type Way, openWay } from './way.ts';

const subgraphs = ['auth', 'user', 'ledger', 'reporting', 'notification'] as const;
export type SubgraphName = (typeof subgraphs)[number];

/** An Outlay whose pieces are processes of their own, over one PostgreSQL. */
export type Processes = {
  readonly url: string;
  /** From the gateway to the subgraph that was chosen. */
  readonly way: Way;
  readonly stop: () => Promise<void>;
};

const root = new URL('../../', import.meta.url);
/** Shorter than the default, so that a round needn't be long to see many time out. */
const timeoutMs = 2_000;
const secrets = {
  GATEWAY_SECRET: 'a secret that only gateway and subgraphs know',
  MASTER_KEY: 'the same long master key for every one of them',
};

/** Starts each piece once; what the gateway asks of one of the subgraphs goes another way. */
export async function startProcesses(troubled: SubgraphName): Promise<Processes> {
  const dataDir = await mkdtemp(join(tmpdir(), 'outlay-bench-'));
  const postgres = await startPostgres({
    dataDir,
    databases: [...subgraphs, 'event_log'],
    logger: createLogger('postgres', 'warn'),
  });
  const running: ChildProcess[] = [];
  const start = async (main: string, environment: Record<string, string>): Promise<number> => {
    const port = await freePort();
    const child = spawn(process.execPath, [fileURLToPath(new URL(main, root))], {
      env: {
        LOG_LEVEL: 'error',
        HOST: '127.0.0.1',
        PORT: String(port),
        ...secrets,
        ...environment,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    running.push(child);
    await ready(port, child);
    return port;
  };

  const urls: Record<string, string> = {};
  for (const name of subgraphs) {
    const port = await start(`subgraphs/${name}/src/main.ts`, {
      DATABASE_URL: postgres.url(name),
      EVENT_LOG_URL: postgres.url('event_log'),
    });
    urls[name] = `http://127.0.0.1:${port}`;
  }
  const way = await openWay(Number(new URL(urls[troubled]!).port));
  urls[troubled] = `http://127.0.0.1:${way.port}`;
  const gateway = await start('gateway/src/main.ts', {
    ...Object.fromEntries(subgraphs.map((name) => [`${name.toUpperCase()}_URL`, urls[name]!])),
    JWKS_URL: `${urls['auth']}/.well-known/jwks.json`,
    ...environmentWithoutBudgets,
    [`${troubled.toUpperCase()}_TIMEOUT_MS`]: String(timeoutMs),
  });
  return {
    url: `http://127.0.0.1:${gateway}/graphql`,
    way,
    stop: async () => {
      for (const child of running.toReversed()) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await way.close();
      await postgres.stop();
      await discardData(dataDir);
    },
  };
}

async function ready(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (response?.status === 200) return;
    await sleep(100);
  }
  throw new Error(`A piece ended with ${child.exitCode}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
