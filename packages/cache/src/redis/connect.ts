import { readFileSync } from 'node:fs';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { CacheRefusedError } from '../errors.ts';
import type { RedisPlace } from './url.ts';

const lua = (name: string): string => readFileSync(new URL(`${name}.lua`, import.meta.url), 'utf8');

/** Run on the node that has the key, as one step that nothing comes between. */
const scripts = {
  tally: { lua: lua('count'), numberOfKeys: 1 },
  swap: { lua: lua('compare-and-set'), numberOfKeys: 1 },
};

/** ioredis makes a method of each script. */
type Scripts = {
  readonly tally: (key: string, amount: number, windowMs: number) => Promise<[number, number]>;
  readonly swap: (key: string, ...args: readonly (string | number)[]) => Promise<number>;
};

export type RedisClient = (Redis | Cluster) & Scripts;

/** What is silent for so long has its connection made anew: after a cut, TCP alone would wait minutes. */
const silentMs = 1_000;
const reconnectMs = (attempt: number): number =>
  Math.min(20 * 2 ** attempt, 500) * (0.5 + Math.random() / 2);

/**
 * A client that keeps nothing back: while there is no connection its commands fail at once, and one whose
 * connection is lost under it fails too, for nobody knows whether it was carried out.
 */
export function connectRedis(place: RedisPlace): RedisClient {
  const common: RedisOptions = {
    username: place.username,
    password: place.password,
    db: place.database,
    ...(place.tls ? { tls: {} } : {}),
    connectionName: 'outlay',
    connectTimeout: silentMs,
    socketTimeout: silentMs,
    disconnectTimeout: 100,
    enableOfflineQueue: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    maxLoadingRetryTime: 500,
  };
  if (!place.cluster) {
    const [node] = place.nodes;
    return new Redis({ ...common, ...node, retryStrategy: reconnectMs, scripts }) as Redis &
      Scripts;
  }
  const { enableOfflineQueue, ...redisOptions } = common;
  return new Cluster([...place.nodes], {
    redisOptions,
    enableOfflineQueue,
    scripts,
    clusterRetryStrategy: reconnectMs,
    slotsRefreshTimeout: silentMs,
    // A node that is gone is not noticed by commands that aren't sent to it.
    slotsRefreshInterval: 2_000,
    // Certificates are made for names; the numbers that they stand for would not be found in them.
    ...(place.tls ? { dnsLookup: (name, found) => found(null, name) } : {}),
  }) as Cluster & Scripts;
}

/**
 * Waits until Redis is ready or the first connection has failed, but not longer than so many milliseconds:
 * without it we start all the same. Throws {@link CacheRefusedError} when it answers and refuses us, for
 * that doesn't pass.
 */
export async function firstAnswer(client: RedisClient, waitMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const late = setTimeout(resolve, waitMs);
  const hear = (error: Error & { lastNodeError?: Error }): void => {
    const refusal = refusalIn(error) ?? (error.lastNodeError && refusalIn(error.lastNodeError));
    if (refusal === undefined) resolve();
    else reject(new CacheRefusedError(refusal));
  };
  client.on('ready', resolve).on('error', hear).on('node error', hear);
  try {
    await promise;
    if (client instanceof Redis && (await isNodeOfCluster(client))) {
      throw new CacheRefusedError('that Redis is a node of a cluster; add cluster=true');
    }
  } finally {
    clearTimeout(late);
    client.off('ready', resolve).off('error', hear).off('node error', hear);
  }
}

/** Such a node answers most commands by pointing to another one. */
async function isNodeOfCluster(client: Redis): Promise<boolean> {
  const info = await client.info('cluster').catch(() => '');
  return info.includes('cluster_enabled:1');
}

function refusalIn({ message }: Error): string | undefined {
  if (/^(WRONGPASS|NOAUTH)|without any password/.test(message)) {
    return 'Redis refuses the user or the password';
  }
  if (/DB index/.test(message)) return 'Redis has no database of that number';
  if (/cluster support disabled/.test(message)) return 'that Redis is no cluster';
  return undefined;
}
