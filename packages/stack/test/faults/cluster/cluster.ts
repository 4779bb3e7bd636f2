import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventLog } from '@outlay/event-log/open.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
import { openQueue } from '@outlay/queue/open.ts';
import type { Queue } from '@outlay/queue/port.ts';
import { stopAll } from '@outlay/service-kit/lifecycle.ts';
import { createLogger } from '@outlay/service-kit/logger.ts';
import { eventually } from '@outlay/testkit/wait.ts';
import { Link, type Target } from '../network/link.ts';
import { fixedPort } from '../network/ports.ts';
import { type Engines, startEngines } from './engines.ts';
import {
  gatewayEnvironment,
  type LinkName,
  linkNames,
  type ServiceName,
  subgraphEnvironment,
  subgraphs,
} from './pieces.ts';
import { Replica } from './replica.ts';

/** A whole Outlay as Kubernetes runs it: two processes of each piece, and a link on every way. */
export type Cluster = AsyncDisposable & {
  /** The public graph. */
  readonly url: string;
  readonly engines: Engines;
  readonly replicas: readonly Replica[];
  readonly of: (service: ServiceName) => readonly Replica[];
  readonly link: (name: LinkName) => Link;
  /** The log and the queue as the audit reads them, past all links. */
  readonly log: EventLog;
  readonly queue: Queue;
  /** What each notification has made of its deliveries. */
  readonly messageFiles: readonly { readonly replica: Replica; readonly file: string }[];
  /** Every piece lives and is ready. */
  readonly isWhole: () => boolean;
  /**
   * Stops it and gives which pieces did not end in order, with their status. What they printed stays when asked
   * to, and when there is one.
   */
  readonly stop: (how: { keepLogs: boolean }) => Promise<readonly string[]>;
  /** Where what the pieces print goes. */
  readonly folder: string;
};

const startWithinMs = 120_000;
/**
 * Longer than is usual: a storm ends amidst what it has left behind. Here a piece is asked to end in order; how soon
 * is asked elsewhere.
 */
const drainMs = '40000';

/** Starts everything and resolves when all of it is ready. */
export async function startCluster(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'outlay-faults-'));
  const kafkaLinkPort = await fixedPort();
  const engines = await startEngines(kafkaLinkPort);
  const parts: { stop: () => Promise<unknown> }[] = [engines];
  try {
    const ground = { folder, engines, kafkaLinkPort };
    const cluster = await assemble(ground, (part) => parts.unshift(part));
    for (const replica of cluster.replicas) replica.start();
    await eventually(() => cluster.isWhole(), { timeoutMs: startWithinMs });
    return cluster;
  } catch (error) {
    await stopAll(parts.map(({ stop }) => ({ stop: async () => void (await stop()) })));
    throw error;
  }
}

type Ground = {
  readonly folder: string;
  readonly engines: Engines;
  readonly kafkaLinkPort: number;
};
type Keep = (part: { stop: () => Promise<unknown> }) => void;

async function assemble(ground: Ground, keep: Keep): Promise<Cluster> {
  const { folder, engines } = ground;
  const replicas: Replica[] = [];
  const of = (service: ServiceName) => replicas.filter((one) => one.service === service);
  const links = await openLinks(ground, of, keep);
  const link = (name: LinkName): Link => links.get(name) as Link;
  await mkdir(join(folder, 'logs'));
  for (const piece of piecesOn(ground, (name) => link(name).port)) {
    for (const number of [1, 2]) {
      const { service, main, environment } = piece;
      const replica = new Replica({
        service,
        number,
        main,
        port: await fixedPort(),
        environment: {
          ...environment,
          DRAIN_MS: drainMs,
          CONSOLE_FILE: messagesOf(folder, service, number),
        },
        logFile: join(folder, 'logs', `${service}-${number}.log`),
      });
      replicas.push(replica);
      keep(replica);
    }
  }
  const logger = createLogger('audit', 'silent');
  const log = await openEventLog(engines.kafka.url, { logger });
  keep(log);
  const queue = await openQueue(engines.rabbitmq.url, { logger });
  keep(queue);

  const stop = async (keepLogs: boolean): Promise<readonly string[]> => {
    // Gateways first: nobody asks any more, and each piece still finds what it stands on.
    const disorderly: string[] = [];
    const stopOne = async (replica: Replica): Promise<void> => {
      const status = await replica.stop();
      if (status !== 0) disorderly.push(`${replica.name} ended with ${status}`);
    };
    for (const service of ['gateway', ...subgraphs.toReversed()] as const) {
      await Promise.all(of(service).map(stopOne));
    }
    await stopAll([
      log,
      queue,
      ...[...links.values()].map((link) => ({ stop: () => link.close() })),
    ]);
    await engines.stop();
    if (!keepLogs && disorderly.length === 0) await rm(folder, { recursive: true, force: true });
    return disorderly;
  };
  let stopped: ReturnType<typeof stop> | undefined;
  return {
    url: `http://127.0.0.1:${link('clients → gateway').port}/graphql`,
    engines,
    replicas,
    of,
    link,
    log,
    queue,
    messageFiles: of('notification').map((replica, index) => ({
      replica,
      file: messagesOf(folder, 'notification', index + 1),
    })),
    isWhole: () => replicas.every(({ ready }) => ready),
    folder,
    stop: ({ keepLogs }) => (stopped ??= stop(keepLogs)),
    [Symbol.asyncDispose]: async () => void (await (stopped ??= stop(true))),
  };
}

const portOfUrl = (url: string): number => Number(new URL(url).port);

const messagesOf = (folder: string, service: string, number: number): string =>
  join(folder, `${service}-${number}-messages.jsonl`);

async function openLinks(
  { engines, kafkaLinkPort }: Ground,
  of: (service: ServiceName) => readonly Replica[],
  keep: Keep,
): Promise<Map<LinkName, Link>> {
  const engineBehind: Record<string, Target> = {
    postgres: engines.postgres,
    kafka: { port: engines.kafka.behindProxyPort },
    redis: { port: portOfUrl(engines.redis.url) },
    rabbitmq: { port: portOfUrl(engines.rabbitmq.url) },
  };
  const links = new Map<LinkName, Link>();
  for (const name of linkNames) {
    const [, to = ''] = name.split(' → ');
    const port = to === 'kafka' ? kafkaLinkPort : await fixedPort();
    const engine = engineBehind[to];
    const link = await Link.open(port, engine ? () => engine : inTurn(() => of(to as ServiceName)));
    links.set(name, link);
    keep({ stop: () => link.close() });
  }
  return links;
}

/** Every piece with what it is told, each engine by the port of its link. */
function piecesOn({ folder, engines }: Ground, portOf: (link: LinkName) => number) {
  const shared = {
    CACHE_URL: `redis://127.0.0.1:${portOf('pieces → redis')}`,
    // Only notification asks for it.
    QUEUE_URL: `amqp://guest:guest@127.0.0.1:${portOf('notification → rabbitmq')}`,
    // What was compiled once needn't be after every kill.
    NODE_COMPILE_CACHE: join(folder, 'cache'),
  };
  const log = `kafka://127.0.0.1:${portOf('pieces → kafka')}?partitions=6`;
  return [
    ...subgraphs.map((service) => {
      const database = engines.postgres.url(service, portOf(`${service} → postgres`));
      const environment = { ...subgraphEnvironment({ database, log }), ...shared };
      return { service, main: `subgraphs/${service}/src/main.ts`, environment };
    }),
    {
      service: 'gateway' as const,
      main: 'gateway/src/main.ts',
      environment: { ...gatewayEnvironment((name) => portOf(`gateway → ${name}`)), ...shared },
    },
  ];
}

/** A service over its replicas: each new connection goes to the next one that is ready. */
function inTurn(replicas: () => readonly Replica[]): () => Replica | undefined {
  let turn = 0;
  return () => {
    const ready = replicas().filter((replica) => replica.ready);
    turn += 1;
    return ready[turn % ready.length];
  };
}
