import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testKafkaVersion } from '../config.ts';
import { answerTo } from './answer.ts';
import { enginePort, startEngine, type Engine } from './engine.ts';
import { kafkaJars } from './kafka-jars.ts';
import { makePlace } from './place.ts';
import { programPath, runProgram } from './programs.ts';

/** The brokers that our adapter is tested with: the last of Kafka 3, and the newest. Both run on Java 17. */
export const kafkaVersions = { '3': '3.9.2', '4': '4.4.0' } as const;

export type KafkaOptions = {
  /** A version of Maven Central, or `3` or `4` for the one that is tested with. */
  readonly version?: string;
  /**
   * The port of a proxy on this machine. Clients that come through it are told to stay with it: the
   * broker has a second listener, `behindProxyPort`, whose advertised address is the proxy's.
   */
  readonly proxyPort?: number;
};

export type Kafka = Engine & {
  readonly version: string;
  /** Where a proxy has to forward to, when there is one. */
  readonly behindProxyPort: number;
};

/** Starts a broker that is its own controller (KRaft). Topics are made by whoever needs them. */
export async function startKafka(options: KafkaOptions = {}): Promise<Kafka> {
  const asked = options.version ?? testKafkaVersion() ?? '4';
  const version = asked === '3' || asked === '4' ? kafkaVersions[asked] : asked;
  const java = await programPath({ name: 'java', debianPackage: 'openjdk-17-jre-headless' });
  const jars = await kafkaJars(version);
  const place = await makePlace('kafka');
  const [port, controllerPort] = [await enginePort(), await enginePort()];
  const behindProxyPort = await enginePort();
  const ports = { port, controllerPort, behindProxyPort, proxyPort: options.proxyPort };
  const configuration = join(place.folder, 'server.properties');
  const run = (main: string, ...args: string[]): string[] => [
    ...machine,
    '-cp',
    join(jars, '*'),
    main,
    ...args,
  ];
  try {
    await writeFile(configuration, properties(place.folder, ports));
    const format = ['format', '--cluster-id', clusterId, '--config', configuration];
    await runProgram(java, run('kafka.tools.StorageTool', ...format), place.folder);
  } catch (error) {
    await place.discard();
    throw error;
  }
  const engine = await startEngine(place, {
    name: `Kafka ${version}`,
    url: `kafka://127.0.0.1:${port}`,
    command: java,
    args: run('kafka.Kafka', configuration),
    isReady: () => hasBroker(port),
  });
  return Object.assign(engine, { version, behindProxyPort });
}

/** Any 16 bytes in base64url do. */
const clusterId = 'T3V0bGF5VGVzdHNLYWZrYQ';

/** As small and as quick to start as a broker gets. */
const machine = [
  '-Xmx256m',
  '-Xms64m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

type Ports = {
  readonly port: number;
  readonly controllerPort: number;
  readonly behindProxyPort: number;
  readonly proxyPort: number | undefined;
};

function properties(folder: string, ports: Ports): string {
  const local = (listener: string, port: number): string => `${listener}://127.0.0.1:${port}`;
  const { port, controllerPort, behindProxyPort, proxyPort = behindProxyPort } = ports;
  const clients = [local('CLIENT', port), local('PROXIED', behindProxyPort)];
  const controller = local('CONTROLLER', controllerPort);
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENT',
    listeners: [...clients, controller].join(','),
    'advertised.listeners': [local('CLIENT', port), local('PROXIED', proxyPort)].join(','),
    'listener.security.protocol.map': ['CLIENT', 'PROXIED', 'CONTROLLER']
      .map((listener) => `${listener}:PLAINTEXT`)
      .join(','),
    'log.dirs': join(folder, 'data'),
    // Nothing may appear by accident.
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    // A group of one need not wait for others.
    'group.initial.rebalance.delay.ms': 0,
    // How long a broker that was killed is taken to be still there, and its return refused.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    'num.network.threads': 1,
    'num.io.threads': 2,
    'background.threads': 1,
    'num.recovery.threads.per.data.dir': 1,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/**
 * Whether the broker takes part in its cluster: it names itself in answer to Metadata (key 3, version 1,
 * no topics). Source: https://kafka.apache.org/protocol#The_Messages_Metadata
 */
async function hasBroker(port: number): Promise<boolean> {
  const request = Buffer.alloc(18);
  request.writeInt32BE(14, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(0, 14);
  const answer = await answerTo(port, request, (said) => said.length >= 12);
  return answer.readInt32BE(8) > 0;
}
