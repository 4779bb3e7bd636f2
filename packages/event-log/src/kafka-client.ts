import kafkajs, { type Admin, type Broker, type Cluster, type Kafka } from 'kafkajs';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Logger } from 'pino';
import { accessErrorOf } from './kafka-access.ts';
import { quietKafkajs } from './kafka-quiet.ts';
import type { KafkaPlace } from './kafka-url.ts';

quietKafkajs();

/** The client was closed while it was at work, or before. */
export class ClientClosedError extends Error {
  override readonly name = 'ClientClosedError';
  readonly code = 'EVENT_LOG_CLIENT_CLOSED';
}

/** The brokers didn't answer in time; whether they did what they were asked is not known. */
class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly code = 'ETIMEDOUT';
}

/** Connections to the brokers, made when they are first used. */
export type KafkaClient = {
  /**
   * Does work on a cluster. Throws what the work throws, a `LogAccessError` where the brokers let nobody in, or when it takes longer than `timeoutMs`
   * (default 20 s; 0: however long). Whatever failed, all connections are thrown away and the next use makes new ones:
   * they start from the brokers in the URL and know nothing that has become wrong meanwhile.
   */
  readonly use: <T>(work: (cluster: Cluster) => Promise<T>, timeoutMs?: number) => Promise<T>;
  /** Cuts all connections at once; what is under way is rejected. */
  readonly close: () => void;
};

type Connected = {
  readonly cluster: Promise<Cluster>;
  /** Rejects when the connections are cut. */
  readonly lost: Promise<never>;
  readonly cut: (reason: Error) => void;
};

const useTimeoutMs = 20_000;
/** A broker that is there answers sooner; one that is frozen or cut off is given up after this. */
const requestTimeoutMs = 10_000;

export function createKafkaClient(place: KafkaPlace, logger: Logger): KafkaClient {
  const closed = new AbortController();
  let current: Connected | undefined;

  const use: KafkaClient['use'] = async (work, timeoutMs = useTimeoutMs) => {
    if (closed.signal.aborted) throw new ClientClosedError('The Kafka client is closed');
    const connected = (current ??= connect(place, logger));
    const giveUp = (): void =>
      connected.cut(new NoAnswerError(`Kafka did not answer within ${timeoutMs} ms`));
    const timer = timeoutMs > 0 ? setTimeout(giveUp, timeoutMs) : undefined;
    try {
      return await Promise.race([connected.cluster.then(work), connected.lost]);
    } catch (error) {
      if (current === connected) current = undefined;
      connected.cut(new Error('The connections were given up', { cause: error }));
      throw accessErrorOf(error) ?? error;
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    use,
    close() {
      closed.abort();
      current?.cut(new ClientClosedError('The Kafka client was closed'));
      current = undefined;
    },
  };
}

/** Does work with an admin of its own, as {@link KafkaClient.use} does on a cluster. */
export async function asAdmin<T>(
  place: KafkaPlace,
  logger: Logger,
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  const { kafka, lost, cut } = open(place, logger);
  const timer = setTimeout(() => cut(new NoAnswerError('Kafka did not answer')), useTimeoutMs);
  try {
    const admin = kafka.admin();
    return await Promise.race([admin.connect().then(() => work(admin)), lost]);
  } catch (error) {
    throw accessErrorOf(error) ?? error;
  } finally {
    clearTimeout(timer);
    cut(new Error('The admin is done'));
  }
}

function connect(place: KafkaPlace, logger: Logger): Connected {
  const { kafka, lost, cut } = open(place, logger);
  const cluster = clusterOf(kafka);
  const connecting = cluster
    .connect()
    .then(() => cluster.refreshMetadata())
    .then(() => cluster);
  connecting.catch(() => undefined);
  return { cluster: connecting, lost, cut };
}

/**
 * kafkajs shows its cluster (metadata, leaders, coordinators, connections) to a consumer's assigners.
 * The consumer itself is never run: it fetches the partitions of a broker together and waits for all of
 * them to be handled, so one that fails would hold up the others; it cannot read without a group; and it
 * joins a group anew before what is in hand is done.
 */
function clusterOf(kafka: Kafka): Cluster {
  let cluster: Cluster | undefined;
  kafka.consumer({
    groupId: 'never-run',
    allowAutoTopicCreation: false,
    partitionAssigners: [
      (given) => {
        cluster = given.cluster;
        const metadata = Buffer.alloc(0);
        return {
          name: 'none',
          version: 1,
          assign: async () => [],
          protocol: () => ({ name: 'none', metadata }),
        };
      },
    ],
  });
  if (!cluster) throw new Error('kafkajs no longer shows its cluster to assigners');
  return cluster;
}

function open(place: KafkaPlace, logger: Logger) {
  const sockets = new Set<Socket>();
  const { promise: lost, reject } = Promise.withResolvers<never>();
  lost.catch(() => undefined);
  let isCut: Error | undefined;
  const cut = (reason: Error): void => {
    isCut ??= reason;
    reject(reason);
    for (const socket of sockets) socket.destroy(reason);
    sockets.clear();
  };
  const kafka = new kafkajs.Kafka({
    clientId: 'outlay',
    brokers: [...place.brokers],
    ssl: place.ssl,
    sasl: place.sasl,
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: requestTimeoutMs,
    // Enough to find the broker that lives among those of the URL; all other trying again is ours.
    retry: { retries: Math.max(2, place.brokers.length), initialRetryTime: 50, maxRetryTime: 300 },
    logLevel: kafkajs.logLevel.WARN,
    // What fails is thrown as well, and told by whoever tries again.
    logCreator:
      () =>
      ({ namespace, log }) =>
        logger.debug({ ...log, message: undefined, namespace }, `kafkajs: ${log.message}`),
    socketFactory: ({ host, port, ssl, onConnect }) => {
      // kafkajs may still be trying again at something that nobody waits for any more.
      if (isCut) throw isCut;
      const socket = ssl
        ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...ssl }, onConnect)
        : connectPlain({ host, port }, onConnect);
      socket.setNoDelay(true);
      socket.setKeepAlive(true, 5_000);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
  });
  return { kafka, lost, cut };
}

/** The requests of a broker that kafkajs has but does not show in its types. */
export type GroupBroker = Broker & {
  findGroupCoordinator(request: { groupId: string; coordinatorType: 0 }): Promise<unknown>;
  joinGroup(request: {
    groupId: string;
    sessionTimeout: number;
    rebalanceTimeout: number;
    memberId: string;
    groupProtocols: { name: string; metadata: Buffer }[];
  }): Promise<{
    generationId: number;
    leaderId: string;
    memberId: string;
    members: { memberId: string; memberMetadata: Buffer }[];
  }>;
  syncGroup(request: {
    groupId: string;
    generationId: number;
    memberId: string;
    groupAssignment: { memberId: string; memberAssignment: Buffer }[];
  }): Promise<{ memberAssignment: Buffer }>;
  heartbeat(request: {
    groupId: string;
    groupGenerationId: number;
    memberId: string;
  }): Promise<unknown>;
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>;
};

/** kafkajs names what a broker refused by the protocol's own word, for example `NOT_LEADER_FOR_PARTITION`. */
export function refusalOf(error: unknown): string | undefined {
  const { type } = (error ?? {}) as { type?: unknown };
  return typeof type === 'string' ? type : undefined;
}
