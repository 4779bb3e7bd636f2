import { LRUCache } from 'lru-cache';
import type { Cache } from './port.ts';

/**
 * An access token isn't looked up anywhere, so it would outlive the end of its session by minutes. Whoever
 * ends a session says so here, and whoever takes tokens hears of it.
 */
const channel = 'sessions/ended';
const keyOf = (sessionId: string): string => `sessions/ended/${sessionId}`;

/** How many ended sessions a listener remembers; what was ended longest ago is forgotten first. */
const remembered = 50_000;
/** How long a session that was looked up and found open counts as open. */
const openForMs = 2_000;

export type EndedSessions = {
  /** Whether a session is known to be over. Answers at once unless something may have been missed. */
  readonly isOver: (sessionId: string) => boolean | Promise<boolean>;
  /** Calls with each session that ends from now on. Gives back what ends it. */
  readonly onEnded: (listener: (sessionId: string) => void) => () => void;
  /**
   * Calls when ends may have been missed: whoever keeps something open for a session asks of it again.
   * Gives back what ends it.
   */
  readonly onMissed: (listener: () => void) => () => void;
  readonly stop: () => Promise<void>;
};

/**
 * Says that sessions are over. It is remembered for as long as their access tokens may live (`tokenMs`).
 * Never rejects; while Redis is away it is heard in this process only, and tokens live out their time.
 */
export async function tellEnded(
  cache: Cache,
  sessionIds: readonly string[],
  tokenMs: number,
): Promise<void> {
  await Promise.all(sessionIds.map((id) => cache.set(keyOf(id), '1', tokenMs)));
  await Promise.all(sessionIds.map((id) => cache.publish(channel, id)));
}

/**
 * Hears of sessions that end. What ended before it listened, or while it was deaf, it looks up for as long
 * as tokens from then may live; after that, what it remembers is all there is to know.
 */
export async function followEnded(cache: Cache, tokenMs: number): Promise<EndedSessions> {
  const ended = new LRUCache<string, true>({ max: remembered, ttl: tokenMs });
  const open = new LRUCache<string, true>({ max: remembered, ttl: openForMs });
  const endListeners = new Set<(sessionId: string) => void>();
  const missListeners = new Set<() => void>();
  let inDoubtUntil = performance.now() + tokenMs;

  const listening = await cache.subscribe(channel, {
    onMessage(sessionId) {
      ended.set(sessionId, true);
      for (const listener of endListeners) listener(sessionId);
    },
    onMissed() {
      inDoubtUntil = performance.now() + tokenMs;
      open.clear();
      for (const listener of missListeners) listener();
    },
  });

  const lookUp = async (sessionId: string): Promise<boolean> => {
    const isOver = (await cache.get(keyOf(sessionId))) !== null;
    if (isOver) ended.set(sessionId, true);
    else open.set(sessionId, true);
    return isOver;
  };

  const kept = <Listener>(listeners: Set<Listener>, listener: Listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  return {
    isOver(sessionId) {
      if (ended.has(sessionId)) return true;
      const sure = listening.hearing() && performance.now() >= inDoubtUntil;
      if (sure || open.has(sessionId)) return false;
      return lookUp(sessionId);
    },
    onEnded: (listener) => kept(endListeners, listener),
    onMissed: (listener) => kept(missListeners, listener),
    stop: listening.stop,
  };
}
