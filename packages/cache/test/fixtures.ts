import { randomUUID } from 'node:crypto';
import { testEngineUrl } from '@outlay/testkit/config.ts';
import { pino } from 'pino';
import { createMemoryCache } from '../src/memory.ts';
import type { Cache } from '../src/port.ts';
import { openRedisCache } from '../src/redis/cache.ts';
import { steadyCache } from '../src/steady.ts';
import { startRedisCluster } from './redis-cluster.ts';

export const logger = pino({ level: 'silent' });

/** Why suites over a real Redis are skipped; false when they run. */
export const withoutRedis = testEngineUrl('REDIS') ? false : 'needs a Redis: npm run test:engines';

export type OpenedCache = AsyncDisposable & {
  readonly cache: Cache;
  /** The cache as another process has it. */
  readonly again: () => Promise<Cache>;
};

export type Adapter = {
  readonly name: string;
  readonly skip: string | false;
  readonly open: () => Promise<OpenedCache>;
  readonly close?: () => Promise<void>;
};

const memoryAdapter: Adapter = {
  name: 'memory',
  skip: false,
  async open() {
    const cache = createMemoryCache();
    return { cache, again: async () => cache, [Symbol.asyncDispose]: cache.stop };
  },
};

/** A keyspace of its own on a Redis that others use as well. */
export function ownSpace(url: string): string {
  return `${url}?prefix=test-${randomUUID()}`;
}

function redisAdapter(name: string, redis: Redis, make: (url: string) => Promise<Cache>): Adapter {
  return {
    name,
    skip: withoutRedis,
    async open() {
      const url = ownSpace(await redis.url());
      const opened: Cache[] = [];
      const again = async (): Promise<Cache> => {
        const cache = await make(url);
        opened.push(cache);
        return cache;
      };
      return {
        cache: await again(),
        again,
        async [Symbol.asyncDispose]() {
          await Promise.all(opened.map((cache) => cache.stop()));
        },
      };
    },
    close: async () => redis.close?.(),
  };
}

type Redis = { readonly url: () => Promise<string>; readonly close?: () => Promise<void> };

const single: Redis = { url: async () => testEngineUrl('REDIS') ?? '' };

function ownCluster(): Redis {
  let started: ReturnType<typeof startRedisCluster> | undefined;
  return {
    url: async () => (await (started ??= startRedisCluster())).url,
    close: async () => (await started)?.[Symbol.asyncDispose](),
  };
}

const plain = (url: string) => openRedisCache(url, { logger });

export const adapters: readonly Adapter[] = [
  memoryAdapter,
  redisAdapter('Redis', single, plain),
  redisAdapter('a Redis Cluster', ownCluster(), plain),
  redisAdapter('Redis with a memory behind it', single, async (url) =>
    // Patient, for a test machine that is busy is no outage.
    steadyCache(await plain(url), { logger, timeoutMs: 10_000 }),
  ),
];
