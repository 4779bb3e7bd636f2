import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventLog } from '@outlay/event-log/open.ts';
import type { EventLog } from '@outlay/event-log/port.ts';
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
  /** The log as the audit reads it, past all links. */
  readonly log: EventLog;
  /** What each notification has made of its deliveries. */
  readonly messageFiles: readonly { readonly replica: Replica; readonly file: string }[];
  /** Every piece lives and is ready. */
  readonly isWhole: () => boolean;
  /** Stops it and gives how each piece ended; what they printed stays only when asked to. */
  readonly stop: (how: { keepLogs: boolean }) => Promise<readonly (number | null)[]>;
  /** Where what the pieces print goes. */
  readonly folder: string;
};

const startWithinMs = 120_000;

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

async function assemble(
  { folder, engines, kafkaLinkPort }: Ground,
  keep: (part: { stop: () => Promise<unknown> }) => void,
): Promise<Cluster> {
  const links = new Map<LinkName, Link>();
  const replicas: Replica[] = [];
  const of = (service: ServiceName) => replicas.filter((one) => one.service === service);
  const engineBehind: Record<string, Target> = {
    postgres: engines.postgres,
    kafka: { port: engines.kafka.behindProxyPort },
  };
  for (const name of linkNames) {
    const [, to = ''] = name.split(' → ');
    const port = to === 'kafka' ? kafkaLinkPort : await fixedPort();
    const engine = engineBehind[to];
    const link = await Link.open(port, engine ? () => engine : inTurn(() => of(to as ServiceName)));
    links.set(name, link);
    keep({ stop: () => link.close() });
  }
  const link = (name: LinkName): Link => links.get(name) as Link;

  const messageFiles: { replica: Replica; file: string }[] = [];
  const add = async (
    service: ServiceName,
    main: string,
    environment: Record<string, string>,
  ): Promise<void> => {
    for (const number of [1, 2]) {
      const file = join(folder, `messages-${number}.jsonl`);
      const replica = new Replica({
        service,
        number,
        main,
        port: await fixedPort(),
        environment: {
          ...environment,
          NODE_COMPILE_CACHE: join(folder, 'cache'),
          CONSOLE_FILE: file,
        },
        logFile: join(folder, 'logs', `${service}-${number}.log`),
      });
      if (service === 'notification') messageFiles.push({ replica, file });
      replicas.push(replica);
      keep(replica);
    }
  };
  await mkdir(join(folder, 'logs'));
  for (const name of subgraphs) {
    const database = engines.postgres.url(name, link(`${name} → postgres`).port);
    const log = `kafka://127.0.0.1:${kafkaLinkPort}?partitions=6`;
    await add(name, `subgraphs/${name}/src/main.ts`, subgraphEnvironment({ database, log }));
  }
  const portOf = (name: (typeof subgraphs)[number]): number => link(`gateway → ${name}`).port;
  await add('gateway', 'gateway/src/main.ts', gatewayEnvironment(portOf));

  const log = await openEventLog(engines.kafka.url, {
    logger: createLogger('audit', 'silent'),
  });
  keep(log);
  const stop = async (keepLogs: boolean): Promise<(number | null)[]> => {
    // Gateways first: nobody asks any more, and each piece still finds what it stands on.
    const codes: (number | null)[] = [];
    for (const service of ['gateway', ...subgraphs.toReversed()] as const) {
      codes.push(...(await Promise.all(of(service).map((replica) => replica.stop()))));
    }
    await stopAll([log, ...[...links.values()].map((link) => ({ stop: () => link.close() }))]);
    await engines.stop();
    if (!keepLogs) await rm(folder, { recursive: true, force: true });
    return codes;
  };
  let stopped: ReturnType<typeof stop> | undefined;
  return {
    url: `http://127.0.0.1:${link('clients → gateway').port}/graphql`,
    engines,
    replicas,
    of,
    link,
    log,
    messageFiles,
    isWhole: () => replicas.every(({ ready }) => ready),
    folder,
    stop: ({ keepLogs }) => (stopped ??= stop(keepLogs)),
    [Symbol.asyncDispose]: async () => void (await (stopped ??= stop(true))),
  };
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
