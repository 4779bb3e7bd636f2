import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventLog } from '@outlay/event-log/open.ts';
import { stopAll } from '@outlay/service-kit/lifecycle.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { createTestDatabase } from '@outlay/testkit/database.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import type { Kept } from '../audit/kept.ts';
import {
  gatewayEnvironment,
  type ServiceName,
  subgraphEnvironment,
  subgraphs,
} from '../faults/cluster/pieces.ts';
import { Replica } from '../faults/cluster/replica.ts';
import { Link } from '../faults/network/link.ts';
import { fixedPort } from '../faults/network/ports.ts';
import type { Ground } from './ground.ts';

/** Two processes of every piece on one ground, behind balancers that follow readiness. */
export type Fleet = AsyncDisposable & {
  /** The public graph. */
  readonly url: string;
  readonly services: ReadonlyMap<ServiceName, readonly Replica[]>;
  readonly kept: Kept;
  /** Gives how each process ended. */
  readonly stop: () => Promise<readonly (number | null)[]>;
};

const startWithinMs = 120_000;
/** Nobody is frozen here: who answers late is a process on a busy machine, and serves. */
const probeTimeoutMs = 20_000;

/** Resolves when every process is ready. Each is also told the settings given. */
export async function startFleet(
  ground: Ground,
  settings: Readonly<Record<string, string>>,
): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'outlay-rolling-'));
  await mkdir(join(folder, 'logs'));
  const parts: { stop: () => Promise<unknown> }[] = [
    { stop: () => rm(folder, { recursive: true, force: true }) },
  ];
  const services = new Map<ServiceName, readonly Replica[]>();
  const urls = new Map<string, string>();

  async function database(name: string): Promise<string> {
    const made = await createTestDatabase(name);
    parts.unshift({ stop: () => made.drop() });
    urls.set(name, made.url);
    return made.url;
  }

  /** Adds both replicas of a service and gives the port of its balancer. */
  async function add(
    service: ServiceName,
    main: string,
    environmentOf: (replica: number) => Record<string, string>,
  ): Promise<number> {
    const replicas: Replica[] = [];
    for (const number of [1, 2]) {
      const logFile = join(folder, 'logs', `${service}-${number}.log`);
      const cache = { NODE_COMPILE_CACHE: join(folder, 'cache') };
      const told = { ...environmentOf(number), ...ground.environment, ...settings, ...cache };
      const port = await fixedPort();
      const how = { main, port, environment: told, logFile, probeTimeoutMs };
      replicas.push(new Replica({ service, number, ...how }));
    }
    services.set(service, replicas);
    parts.unshift(...replicas);
    const balancer = await Link.open(await fixedPort(), inTurn(replicas));
    parts.push({ stop: () => balancer.close() });
    return balancer.port;
  }

  const ports = new Map<string, number>();
  for (const name of subgraphs) {
    const environment = subgraphEnvironment({ database: await database(name), log: ground.log });
    ports.set(name, await add(name, `subgraphs/${name}/src/main.ts`, () => environment));
  }
  // One gateway by each way.
  const told = (replica: number) =>
    gatewayEnvironment((name) => ports.get(name)!, replica === 1 ? 'ws' : 'http');
  const port = await add('gateway', 'gateway/src/main.ts', told);
  const eventLog = await openEventLog(ground.log, { logger: createLogger('audit', 'silent') });
  parts.unshift(eventLog);

  const everyone = [...services.values()].flat();
  const stop = async (): Promise<(number | null)[]> => {
    // The gateways first: nobody asks any more.
    const codes = [];
    for (const replicas of [...services.values()].toReversed()) {
      codes.push(...(await Promise.all(replicas.map((replica) => replica.stop()))));
    }
    return codes;
  };
  let stopped: ReturnType<typeof stop> | undefined;
  const fleet: Fleet = {
    url: `http://127.0.0.1:${port}/graphql`,
    services,
    kept: { databaseUrl: (name) => urls.get(name)!, eventLog },
    stop: () => (stopped ??= stop()),
    [Symbol.asyncDispose]: async () => {
      await fleet.stop();
      await stopAll(parts.map((part) => ({ stop: async () => void (await part.stop()) })));
    },
  };
  for (const replica of everyone) replica.start();
  try {
    await eventually(() => everyone.every(({ ready }) => ready), { timeoutMs: startWithinMs });
    return fleet;
  } catch (error) {
    await fleet[Symbol.asyncDispose]();
    throw error;
  }
}

/** As a Service of Kubernetes does: each new connection goes to the next one that is ready. */
function inTurn(replicas: readonly Replica[]): () => Replica | undefined {
  let turn = 0;
  return () => {
    const ready = replicas.filter((replica) => replica.ready);
    turn += 1;
    return ready[turn % ready.length];
  };
}
