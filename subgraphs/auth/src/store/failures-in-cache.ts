import type { Cache } from '@outlay/cache/port.ts';
import { updateState } from '@outlay/cache/update-state.ts';
import { z } from 'zod';
import type { Failures } from '../domain/lock-out.ts';
import type { KeptFailures, Target } from './sign-in-attempts.ts';

const instant = z.codec(z.number(), z.date(), {
  decode: (ms) => new Date(ms),
  encode: (date) => date.getTime(),
});

const kept = z.object({ count: z.int(), lastAt: instant, lockedUntil: instant.nullable() });

/**
 * Failures in the cache that replicas share, so that a guess costs the database no write. Those at one
 * target are decided again until nobody came in between. They are kept until they are forgiven.
 */
export function failuresInCache(cache: Cache): KeptFailures {
  return {
    of: async (_tx, target) => read(await cache.get(keyOf(target))),
    async change(_tx, target, decide) {
      const { forgottenAfterSeconds, longestLockSeconds } = target.rules;
      const ttlMs = Math.max(forgottenAfterSeconds, longestLockSeconds) * 1000;
      await updateState(cache, keyOf(target), ttlMs, (held) => write(decide(read(held))));
    },
    forget: (_tx, target) => cache.delete([keyOf(target)]),
  };
}

function keyOf({ kind, subject }: Target): string {
  return `auth/attempts/${kind}/${subject}`;
}

/** What nobody here wrote counts as nothing: a cache that holds it must not keep everybody out. */
function read(held: string | null): Failures | null {
  if (held === null) return null;
  try {
    return kept.decode(JSON.parse(held) as z.input<typeof kept>);
  } catch {
    return null;
  }
}

function write(failures: Failures): string {
  return JSON.stringify(kept.encode(failures));
}
