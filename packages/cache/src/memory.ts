import { LRUCache } from 'lru-cache';
import type { Cache, Listener } from './port.ts';

/** What one process remembers at most; beyond it, what was used longest ago is forgotten. */
const maxEntries = 100_000;
const maxCharacters = 32 * 1024 * 1024;

/**
 * A cache of this process: a bounded least-recently-used map with expiry. Each operation takes effect in
 * the turn that calls it, so they are as atomic as those of Redis.
 */
export function createMemoryCache(): Cache & { readonly forget: () => void } {
  const entries = new LRUCache<string, string>({
    max: maxEntries,
    maxSize: maxCharacters,
    sizeCalculation: (value, key) => value.length + key.length + 1,
    // Time is asked anew for every operation, not once in a while.
    ttlResolution: 0,
  });
  const channels = new Map<string, Set<Listener>>();

  const held = (key: string): string | null => entries.get(key) ?? null;
  const put = (key: string, value: string, ttlMs: number): void => {
    // To the library 0 means for good.
    if (ttlMs > 0) entries.set(key, value, { ttl: Math.ceil(ttlMs) });
    else entries.delete(key);
  };

  return {
    shared: false,
    available: () => true,
    get: async (key) => held(key),
    getAll: async (keys) => keys.map(held),
    set: async (key, value, ttlMs) => put(key, value, ttlMs),
    delete: async (keys) => {
      for (const key of keys) entries.delete(key);
    },
    setIfAbsent: async (key, value, ttlMs) => {
      if (held(key) !== null) return false;
      put(key, value, ttlMs);
      return true;
    },
    compareAndSet: async (key, expected, next, ttlMs) => {
      if (held(key) !== expected) return false;
      if (next === null) entries.delete(key);
      else put(key, next, ttlMs);
      return true;
    },
    count: async (key, amount, windowMs) => {
      const before = held(key);
      if (before === null) {
        put(key, String(amount), windowMs);
        return { value: amount, msLeft: windowMs };
      }
      const value = Number(before) + amount;
      entries.set(key, String(value), { noUpdateTTL: true });
      return { value, msLeft: Math.max(1, Math.ceil(entries.getRemainingTTL(key))) };
    },
    publish: async (channel, message) => {
      for (const { onMessage } of channels.get(channel) ?? []) onMessage(message);
      return false;
    },
    subscribe: async (channel, listener) => {
      const own = { ...listener };
      const listeners = channels.get(channel) ?? new Set();
      channels.set(channel, listeners.add(own));
      return {
        hearing: () => true,
        stop: async () => {
          listeners.delete(own);
          if (listeners.size === 0 && channels.get(channel) === listeners) channels.delete(channel);
        },
      };
    },
    stop: async () => {
      entries.clear();
      channels.clear();
    },
    /** Drops every entry; who listens goes on listening. */
    forget: () => entries.clear(),
  };
}
