import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testKafkaVersion } from '../config.ts';
import { eventually } from '../wait.ts';
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
  /**
   * Makes the second listener one for TLS, where this user signs in by SCRAM-SHA-512 or PLAIN, and may do
   * what it is granted. Whoever comes by the first one may do and grant everything.
   */
  readonly secured?: SecuredKafka;
};

export type SecuredKafka = {
  readonly user: string;
  readonly password: string;
  /** PEM, both; the key in PKCS #8. */
  readonly certificate: string;
  readonly key: string;
};

export type Kafka = Engine & {
  readonly version: string;
  /** Where a proxy has to forward to, when there is one. */
  readonly behindProxyPort: number;
};

/** Starts a broker that is its own controller (KRaft). Topics are made by whoever needs them. */
export async function startKafka(options: KafkaOptions = {}): Promise<Kafka> {
  const { version, proxyPort, secured } = options;
  const node = await choosePorts(1);
  return startNode({ ...node, proxyPort, secured }, [node], version);
}

export type KafkaCluster = AsyncDisposable & {
  /** Names all brokers. */
  readonly url: string;
  readonly brokers: readonly Kafka[];
};

/** Starts brokers that keep copies for each other; all of them are controllers, and most have to live. */
export async function startKafkaCluster(size = 3, version?: string): Promise<KafkaCluster> {
  const nodes = await Promise.all(
    Array.from({ length: size }, (_, index) => choosePorts(index + 1)),
  );
  const results = await Promise.allSettled(nodes.map((node) => startNode(node, nodes, version)));
  const brokers = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const discard = async (): Promise<void> => {
    await Promise.all(brokers.map((broker) => broker.discard()));
  };
  const failed = results.find((one) => one.status === 'rejected');
  if (failed) {
    await discard();
    throw failed.reason;
  }
  await eventually(async () => {
    const known = await Promise.all(nodes.map((node) => brokersKnownTo(node.port)));
    return known.every((brokers) => brokers === size);
  });
  const hosts = nodes.map((node) => `127.0.0.1:${node.port}`);
  return { url: `kafka://${hosts.join(',')}`, brokers, [Symbol.asyncDispose]: discard };
}

type Node = {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  readonly behindProxyPort: number;
  readonly proxyPort?: number | undefined;
  readonly secured?: SecuredKafka | undefined;
};

async function choosePorts(id: number): Promise<Node> {
  const [port, controllerPort] = [await enginePort(), await enginePort()];
  return { id, port, controllerPort, behindProxyPort: await enginePort() };
}

async function startNode(
  node: Node,
  cluster: readonly Node[],
  asked = testKafkaVersion() ?? '4',
): Promise<Kafka> {
  const version = asked === '3' || asked === '4' ? kafkaVersions[asked] : asked;
  const java = await programPath({ name: 'java', debianPackage: 'openjdk-17-jre-headless' });
  const jars = await kafkaJars(version);
  const place = await makePlace('kafka');
  const configuration = join(place.folder, 'server.properties');
  const run = (main: string, ...args: string[]): string[] => [
    ...machine,
    '-cp',
    join(jars, '*'),
    main,
    ...args,
  ];
  try {
    await writeFile(configuration, properties(place.folder, node, cluster));
    const format = ['format', '--cluster-id', clusterId, '--config', configuration];
    if (node.secured) {
      const { user, password } = node.secured;
      format.push('--add-scram', `SCRAM-SHA-512=[name=${user},password=${password}]`);
    }
    await runProgram(java, run('kafka.tools.StorageTool', ...format), place.folder);
  } catch (error) {
    await place.discard();
    throw error;
  }
  const engine = await startEngine(place, {
    name: `Kafka ${version}`,
    url: `kafka://127.0.0.1:${node.port}`,
    command: java,
    args: run('kafka.Kafka', configuration),
    isReady: async () => (await brokersKnownTo(node.port)) > 0,
  });
  return Object.assign(engine, { version, behindProxyPort: node.behindProxyPort });
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

function properties(folder: string, node: Node, cluster: readonly Node[]): string {
  const local = (listener: string, port: number): string => `${listener}://127.0.0.1:${port}`;
  const { port, controllerPort, behindProxyPort, proxyPort = behindProxyPort, secured } = node;
  const clients = [local('CLIENT', port), local('PROXIED', behindProxyPort)];
  const copies = Math.min(3, cluster.length);
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': cluster
      .map((one) => `${one.id}@127.0.0.1:${one.controllerPort}`)
      .join(','),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENT',
    listeners: [...clients, local('CONTROLLER', controllerPort)].join(','),
    'advertised.listeners': [local('CLIENT', port), local('PROXIED', proxyPort)].join(','),
    'listener.security.protocol.map': [
      'CLIENT:PLAINTEXT',
      'CONTROLLER:PLAINTEXT',
      `PROXIED:${secured ? 'SASL_SSL' : 'PLAINTEXT'}`,
    ].join(','),
    ...(secured && securedListener(secured)),
    'log.dirs': join(folder, 'data'),
    // Nothing may appear by accident.
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': copies,
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

function securedListener({ user, password, certificate, key }: SecuredKafka) {
  const listener = 'listener.name.proxied';
  const modules = 'org.apache.kafka.common.security';
  const login = {
    scram: `${modules}.scram.ScramLoginModule`,
    plain: `${modules}.plain.PlainLoginModule`,
  };
  const line = (pem: string): string => pem.trim().replaceAll(/\r?\n/g, '\\n');
  return {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
    [`${listener}.sasl.enabled.mechanisms`]: 'SCRAM-SHA-512,PLAIN',
    [`${listener}.scram-sha-512.sasl.jaas.config`]: `${login.scram} required;`,
    [`${listener}.plain.sasl.jaas.config`]: `${login.plain} required user_${user}="${password}";`,
    [`${listener}.ssl.keystore.type`]: 'PEM',
    [`${listener}.ssl.keystore.certificate.chain`]: line(certificate),
    [`${listener}.ssl.keystore.key`]: line(key),
  };
}

/**
 * How many brokers of its cluster, itself included, a broker knows: as it answers to Metadata (key 3,
 * version 1, no topics). Source: https://kafka.apache.org/protocol#The_Messages_Metadata
 */
async function brokersKnownTo(port: number): Promise<number> {
  const request = Buffer.alloc(18);
  request.writeInt32BE(14, 0);
  request.writeInt16BE(3, 4);
  request.writeInt16BE(1, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(0, 14);
  const answer = await answerTo(port, request, (said) => said.length >= 12);
  return answer.readInt32BE(8);
}
