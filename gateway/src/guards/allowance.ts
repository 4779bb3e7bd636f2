import type { Cache } from '@outlay/cache/port.ts';
import { LRUCache } from 'lru-cache';
import type { PromiseOrValue } from '../promise-or-value.ts';

/** Where somebody stands within a limit. */
export type Standing = {
  readonly limit: number;
  /** What is left of it in the window that is open. */
  readonly remaining: number;
  /** Milliseconds until the window ends and the limit begins anew. */
  readonly msLeft: number;
};

export type Verdict = Standing & { readonly allowed: boolean };

/**
 * Counts what is spent in a window, together with the other processes that share the cache, and without
 * asking it for each spending: what is allowed is counted here at once and settled with the cache a little
 * later, several together.
 *
 * A process holds back at most a twentieth of a limit (or one spending that is more); before it exceeds
 * that, it waits until the cache has answered. So a limit may be overshot by that much per process, and no
 * more. While the shared cache is away each process counts for itself.
 */
export type Allowance = {
  /** Spends a whole amount if it is within the limit; spending 0 asks. */
  readonly spend: (key: string, amount: number, limit: number) => PromiseOrValue<Verdict>;
  readonly stop: () => Promise<void>;
};

export type AllowanceOptions = {
  readonly cache: Pick<Cache, 'count'>;
  /** What the cache knows each key by, followed by the key. */
  readonly prefix?: string;
  readonly windowMs: number;
  /** How long something may be held back. */
  readonly settleMs?: number;
};

/** The share of a limit that a process may hold back. */
const heldBack = 1 / 20;
const defaultSettleMs = 200;
/** Who was not heard of for longest is forgotten here, not in the cache. */
const maxKeys = 50_000;

/** What is known here of one key. */
type Tally = {
  /** What the cache last said was counted, by all. */
  counted: number;
  /** On the clock of `performance.now()`. */
  endsAt: number;
  /** On its way to the cache. */
  sent: number;
  /** Allowed here, and held back. */
  held: number;
  settling: Promise<void> | undefined;
};

export function createAllowance(options: AllowanceOptions): Allowance {
  const { cache, prefix = '', windowMs, settleMs = defaultSettleMs } = options;
  const unsettled = new Set<string>();
  const tallies = new LRUCache<string, Tally>({
    max: maxKeys,
    dispose: (tally, key) => {
      if (tally.held > 0) void settle(key, tally);
    },
  });

  function tallyOf(key: string, now: number): Tally {
    let tally = tallies.get(key);
    if (!tally) {
      tally = { counted: 0, endsAt: now + windowMs, sent: 0, held: 0, settling: undefined };
      tallies.set(key, tally);
    } else if (now >= tally.endsAt) {
      tally.counted = 0;
      tally.endsAt = now + windowMs;
    }
    return tally;
  }

  function settle(key: string, tally: Tally): Promise<void> {
    tally.settling ??= send(key, tally).finally(() => (tally.settling = undefined));
    return tally.settling;
  }

  async function send(key: string, tally: Tally): Promise<void> {
    unsettled.delete(key);
    tally.sent = tally.held;
    tally.held = 0;
    const { value, msLeft } = await cache.count(prefix + key, tally.sent, windowMs);
    tally.counted = value;
    tally.endsAt = performance.now() + msLeft;
    tally.sent = 0;
  }

  const timer = setInterval(() => {
    for (const key of unsettled) {
      const tally = tallies.peek(key);
      if (tally) void settle(key, tally);
    }
  }, settleMs).unref();

  const spentOf = ({ counted, sent, held }: Tally): number => counted + sent + held;

  /** Whether so much may not be held back here, and isn't refused anyway. */
  function mustSettle(tally: Tally, amount: number, limit: number): boolean {
    const held = tally.sent + tally.held;
    if (held === 0 || held + amount <= Math.ceil(limit * heldBack)) return false;
    return spentOf(tally) + amount <= limit;
  }

  function take(key: string, tally: Tally, amount: number, limit: number, now: number): Verdict {
    const allowed = spentOf(tally) + amount <= limit;
    if (allowed && amount > 0) {
      tally.held += amount;
      unsettled.add(key);
    }
    const remaining = Math.max(0, limit - spentOf(tally));
    return { allowed, limit, remaining, msLeft: Math.max(0, tally.endsAt - now) };
  }

  async function settleAndTake(key: string, amount: number, limit: number): Promise<Verdict> {
    for (;;) {
      const now = performance.now();
      const tally = tallyOf(key, now);
      if (!mustSettle(tally, amount, limit)) return take(key, tally, amount, limit, now);
      await settle(key, tally);
    }
  }

  return {
    spend(key, amount, limit) {
      const now = performance.now();
      const tally = tallyOf(key, now);
      if (mustSettle(tally, amount, limit)) return settleAndTake(key, amount, limit);
      return take(key, tally, amount, limit, now);
    },
    async stop() {
      clearInterval(timer);
      for (const key of unsettled) {
        const tally = tallies.peek(key);
        if (tally) await settle(key, tally);
      }
    },
  };
}
