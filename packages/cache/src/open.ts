import { ConfigError } from '@outlay/service-kit/config.ts';
import type { Logger } from 'pino';
import { CacheRefusedError, CacheUrlError } from './errors.ts';
import { createMemoryCache } from './memory.ts';
import { available } from './metrics.ts';
import type { Cache } from './port.ts';
import { openRedisCache } from './redis/cache.ts';
import { parseRedisUrl } from './redis/url.ts';
import { steadyCache } from './steady.ts';

export type OpenOptions = {
  readonly logger: Logger;
  /** How long an operation may take before this process answers it alone; milliseconds. */
  readonly timeoutMs?: number;
};

type Adapter = {
  readonly check: (url: string) => unknown;
  readonly open: (url: string, options: OpenOptions) => Promise<Cache>;
};

const defaultTimeoutMs = 50;

const memory: Adapter = {
  check: () => {},
  async open() {
    available.set(1);
    return createMemoryCache();
  },
};

const redis: Adapter = {
  check: parseRedisUrl,
  async open(url, { logger, timeoutMs = defaultTimeoutMs }) {
    return steadyCache(await openRedisCache(url, { logger }), { logger, timeoutMs });
  },
};

const adapters: Record<string, Adapter> = { 'memory:': memory, 'redis:': redis, 'rediss:': redis };

/** Throws {@link CacheUrlError} for a URL that names no cache, without repeating it. */
export function checkCacheUrl(url: string): void {
  adapterOf(url).check(url);
}

function adapterOf(url: string): Adapter {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase() ?? '';
  const adapter = Object.hasOwn(adapters, scheme) ? adapters[scheme] : undefined;
  if (adapter) return adapter;
  throw new CacheUrlError(`it must start with one of ${Object.keys(adapters).join(', ')}`);
}

/**
 * Opens the cache that the URL's scheme names; `memory:` gives a new, empty one each time. A Redis that
 * can't be reached is no failure: the cache starts without it. Throws {@link CacheUrlError} for a URL that
 * names no cache, and a {@link ConfigError} that names CACHE_URL when Redis refuses us.
 */
export async function openCache(url: string, options: OpenOptions): Promise<Cache> {
  try {
    return await adapterOf(url).open(url, options);
  } catch (error) {
    if (!(error instanceof CacheRefusedError)) throw error;
    throw new ConfigError(`CACHE_URL is not valid: ${error.message}`, { cause: error });
  }
}
