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

const subgraphs = ['auth', 'user', 'ledger', 'reporting', 'notification'] as const;
export type SubgraphName = (typeof subgraphs)[number];

/** An Outlay whose pieces are processes of their own, over one PostgreSQL. */
export type Processes = {
  readonly url: string;
  /** Process ids of the pieces, with their names. */
  readonly named: ReadonlyMap<number, string>;
  readonly stop: () => Promise<void>;
};

const root = new URL('../../', import.meta.url);
const secrets = {
  GATEWAY_SECRET: 'a secret that only gateway and subgraphs know',
  MASTER_KEY: 'the same long master key for every one of them',
};

export type ProcessesOptions = {
  /** For every piece, beside what it needs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The port where the gateway is to find a subgraph that listens on the given one. */
  readonly reach?: (name: SubgraphName, port: number) => Promise<number>;
};

/** Starts each piece once. */
export async function startProcesses(options: ProcessesOptions = {}): Promise<Processes> {
  const { environment = {}, reach = async (_name, port) => port } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'outlay-bench-'));
  const postgres = await startPostgres({
    dataDir,
    databases: [...subgraphs, 'event_log'],
    logger: createLogger('postgres', 'warn'),
  });
  const running: ChildProcess[] = [];
  const named = new Map<number, string>();
  const start = async (name: string, main: string, own: Record<string, string>) => {
    const port = await freePort();
    const child = spawn(process.execPath, [fileURLToPath(new URL(main, root))], {
      env: {
        LOG_LEVEL: 'error',
        HOST: '127.0.0.1',
        PORT: String(port),
        ...secrets,
        ...environment,
        ...own,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    running.push(child);
    named.set(child.pid ?? 0, name);
    await ready(port, child);
    return port;
  };

  const stop = async (): Promise<void> => {
    for (const child of running.toReversed()) {
      if (child.exitCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await postgres.stop();
    await discardData(dataDir);
  };
  try {
    return { url: await startAll(), named, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function startAll(): Promise<string> {
    const urls: Record<string, string> = {};
    for (const name of subgraphs) {
      const port = await start(name, `subgraphs/${name}/src/main.ts`, {
        DATABASE_URL: postgres.url(name),
        EVENT_LOG_URL: postgres.url('event_log'),
      });
      urls[name] = `http://127.0.0.1:${await reach(name, port)}`;
    }
    const gateway = await start('gateway', 'gateway/src/main.ts', {
      ...Object.fromEntries(
        subgraphs.map((name) => [`${name.toUpperCase()}_URL`, urls[name]!.replace('http', 'ws')]),
      ),
      JWKS_URL: `${urls['auth']}/.well-known/jwks.json`,
      ...environmentWithoutBudgets,
    });
    return `http://127.0.0.1:${gateway}/graphql`;
  }
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
