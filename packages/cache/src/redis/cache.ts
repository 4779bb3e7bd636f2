import { randomUUID } from 'node:crypto';
import { Cluster, type Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Cache } from '../port.ts';
import { connectRedis, firstAnswer, type RedisClient } from './connect.ts';
import { createLine } from './line.ts';
import { parseRedisUrl } from './url.ts';

/** A cache elsewhere, whose operations reject when it can't be reached. */
export type RemoteCache = Cache & {
  /** Rejects unless every part of it answers. */
  readonly ping: () => Promise<void>;
};

/** How long the start waits for Redis. */
const firstAnswerMs = 2_000;

/**
 * The cache on a Redis or a Redis Cluster, as it is: its operations take as long as Redis does, and reject
 * when there is none. Throws {@link CacheUrlError} and {@link CacheRefusedError}.
 */
export async function openRedisCache(
  url: string,
  { logger }: { logger: Logger },
): Promise<RemoteCache> {
  const place = parseRedisUrl(url);
  const client = connectRedis(place);
  // Without a listener ioredis prints them; whoever calls hears of each that matters.
  client.on('error', ({ message }: Error) => logger.debug({ reason: message }, 'Redis failed'));
  try {
    await firstAnswer(client, firstAnswerMs);
  } catch (error) {
    client.disconnect();
    throw error;
  }
  /** In braces, so that a script which makes further keys of one finds them on the same node. */
  const named = (key: string): string => `${place.prefix}:{${key}}`;
  const textAt = (key: string): Promise<string | null> => client.get(named(key)).catch(noText);
  const compareAndSet: Cache['compareAndSet'] = async (key, expected, next, ttlMs) => {
    const wanted = [...optional(expected), ...optional(next), Math.ceil(ttlMs)];
    return (await client.swap(named(key), ...wanted)) === 1;
  };
  const channelNamed = (channel: string): string => `${place.prefix}:${channel}`;
  const line = createLine({
    connection: () => listenerOf(client),
    publish: (channel, message) => client.publish(channel, message),
    echo: channelNamed(`echo/${randomUUID()}`),
    logger,
  });

  return {
    shared: true,
    available: () => client.status === 'ready',
    get: textAt,
    // On a cluster they may live on different nodes, which are asked side by side.
    getAll: (keys) =>
      client instanceof Cluster ? Promise.all(keys.map(textAt)) : client.mget(keys.map(named)),
    async set(key, value, ttlMs) {
      await client.set(named(key), value, 'PX', Math.ceil(ttlMs));
    },
    async delete(keys) {
      // One by one, for on a cluster they may live on different nodes.
      await Promise.all(keys.map((key) => client.unlink(named(key))));
    },
    async setIfAbsent(key, value, ttlMs) {
      const set = await client.set(named(key), value, 'PX', Math.ceil(ttlMs), 'NX');
      // To NX there is something also where there is no text.
      return set === 'OK' || compareAndSet(key, null, value, ttlMs);
    },
    compareAndSet,
    async count(key, amount, windowMs) {
      const [value, msLeft] = await client.tally(named(key), amount, Math.ceil(windowMs));
      return { value, msLeft };
    },
    async publish(channel, message) {
      await client.publish(channelNamed(channel), message);
      return true;
    },
    subscribe: (channel, listener) => line.listen(channelNamed(channel), listener),
    async ping() {
      const nodes = client instanceof Cluster ? client.nodes('master') : [client];
      if (nodes.length === 0) throw new Error('No node of the cluster is known');
      await Promise.all(nodes.map((node) => node.ping()));
    },
    async stop() {
      await line.stop();
      client.disconnect();
    },
  };
}

/** What isn't a text was put there by somebody else; to us it is nothing, and what we set takes its place. */
function noText(error: Error): null {
  if (error.message.startsWith('WRONGTYPE')) return null;
  throw error;
}

/** Whether there is a value, and the value: Lua would take an absent one for an empty text. */
function optional(value: string | null): [0 | 1, string] {
  return value === null ? [0, ''] : [1, value];
}

/** A connection for listening: to the Redis, or to a node of the cluster that is well just now. */
function listenerOf(client: RedisClient): Redis {
  const node = client instanceof Cluster ? wellNode(client) : client;
  if (!node) throw new Error('No node of the cluster is ready');
  return node.duplicate({
    lazyConnect: true,
    retryStrategy: () => null,
    autoResubscribe: false,
    enableOfflineQueue: false,
  });
}

function wellNode(cluster: Cluster): Redis | undefined {
  const ready = cluster.nodes('master').filter(({ status }) => status === 'ready');
  return ready[Math.floor(Math.random() * ready.length)];
}
